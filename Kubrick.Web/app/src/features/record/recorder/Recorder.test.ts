import { describe, expect, it, vi } from 'vitest';
import { FakeMediaRecorder, FakeStream } from '../../../testing/FakeMedia';
import { qualityPresets } from './qualityPresets';
import { Recorder, type RecorderSettings } from './Recorder';

function record(settings: Partial<RecorderSettings> = {}) {
  const clock = { now: 1_000 };
  const stream = new FakeStream();
  const created: FakeMediaRecorder[] = [];
  const chunks: [Blob, number][] = [];
  const recorder = new Recorder({
    stream: stream.asStream(),
    preset: qualityPresets['720p'],
    mimeTypes: ['video/webm;codecs=vp9,opus', 'video/webm'],
    sink: { append: (chunk, seconds) => chunks.push([chunk, seconds]) },
    create: (_, options) => {
      const media = new FakeMediaRecorder(options);
      created.push(media);
      return media.asRecorder();
    },
    now: () => clock.now,
    ...settings,
  });
  const media = created.at(-1);
  if (!media) throw new Error('No recorder was created.');
  return { recorder, media, chunks, clock, stream };
}

describe('the recorder', () => {
  it('records at the preset with a keyframe and a chunk every second', () => {
    const { media } = record();
    expect(media.options).toEqual({
      mimeType: 'video/webm;codecs=vp9,opus',
      videoBitsPerSecond: 2_500_000,
      audioBitsPerSecond: 128_000,
      videoKeyFrameIntervalDuration: 1000,
    });
    expect(media.timeslice).toBe(1000);
  });

  it('reports the MIME type once, with the first chunk', () => {
    const onMimeType = vi.fn();
    const { recorder, media } = record({ onMimeType });
    media.mimeType = 'video/x-matroska;codecs=avc1,opus';
    media.emit('one');
    media.emit('two');
    expect(onMimeType.mock.calls).toEqual([['video/x-matroska;codecs=avc1,opus']]);
    expect(recorder.mimeType).toBe('video/x-matroska;codecs=avc1,opus');
  });

  it('passes on every chunk in order and counts the bytes', async () => {
    const { recorder, media, chunks, clock } = record();
    clock.now += 1_000;
    media.emit('one');
    media.emit('');
    clock.now += 1_000;
    media.emit('three');
    recorder.stop();
    media.finish('!');

    await expect(recorder.finished).resolves.toEqual({ endReason: 'stopped', seconds: 2, mimeType: 'video/webm;codecs=vp9,opus', bytes: 9 });
    expect(chunks.map(([chunk, seconds]) => [chunk.size, seconds])).toEqual([
      [3, 1],
      [5, 2],
      [1, 2],
    ]);
  });

  it('does not count pauses', async () => {
    const { recorder, media, clock } = record();
    clock.now += 2_000;
    recorder.pause();
    clock.now += 60_000;
    expect(recorder.elapsedSeconds).toBe(2);
    recorder.resume();
    clock.now += 1_500;
    recorder.pause();
    clock.now += 5_000;
    recorder.stop();
    media.finish('');
    expect((await recorder.finished).seconds).toBe(3.5);
  });

  it('reports each pause when it begins and when it ends', () => {
    const onPause = vi.fn();
    const time = { now: Date.parse('2026-01-01T10:00:00Z') };
    const { recorder, clock } = record({ onPause, clock: () => time.now });
    const pass = (milliseconds: number) => {
      clock.now += milliseconds;
      time.now += milliseconds;
    };
    pass(2_000);
    recorder.pause();
    pass(1_500);
    recorder.resume();
    recorder.resume();
    pass(500);
    recorder.pause();
    recorder.pause();

    const [first, second] = [{ pausedAt: '2026-01-01T10:00:02.000Z' }, { pausedAt: '2026-01-01T10:00:04.000Z' }];
    expect(onPause.mock.calls).toEqual([
      [0, { ...first, resumedAt: null, duration: null }],
      [0, { ...first, resumedAt: '2026-01-01T10:00:03.500Z', duration: 1.5 }],
      [1, { ...second, resumedAt: null, duration: null }],
    ]);
  });

  it.each([
    ['stopped', ({ recorder }: ReturnType<typeof record>) => recorder.stop()],
    ['unplugged', ({ stream }: ReturnType<typeof record>) => stream.unplug()],
    ['failing', ({ media }: ReturnType<typeof record>) => media.fail('')],
  ])('ends its last pause when it is %s', (_, end) => {
    const onPause = vi.fn();
    const bed = record({ onPause, clock: () => 1_000 });
    bed.recorder.pause();
    bed.clock.now += 4_000;
    end(bed);
    bed.media.finish('');
    expect(onPause.mock.calls.slice(1)).toEqual([[0, { pausedAt: '1970-01-01T00:00:01.000Z', resumedAt: '1970-01-01T00:00:05.000Z', duration: 4 }]]);
  });

  it.each([
    ['the clock is set back', -60_000, 3_000, 3],
    ['the computer sleeps, and the monotonic clock with it', 3_600_000, 3_000, 3_600],
  ])('never reports a pause that ends before it begins, nor loses a part of it: %s', (_, wall, monotonic, duration) => {
    const onPause = vi.fn();
    const time = { now: 100_000 };
    const { recorder, clock } = record({ onPause, clock: () => time.now });
    recorder.pause();
    time.now += wall;
    clock.now += monotonic;
    recorder.resume();
    expect(onPause).toHaveBeenLastCalledWith(0, expect.objectContaining({ pausedAt: '1970-01-01T00:01:40.000Z', duration }));
  });

  it('ignores calls that do not fit its state', () => {
    const { recorder } = record();
    recorder.resume();
    expect(recorder.state).toBe('recording');
    recorder.pause();
    recorder.pause();
    expect(recorder.state).toBe('paused');
    recorder.stop();
    recorder.stop();
    recorder.resume();
    expect(recorder.state).toBe('stopped');
  });

  it('keeps the recorded bytes when a device is unplugged', async () => {
    const { recorder, media, stream } = record();
    media.emit('half');
    stream.unplug();
    media.finish('+rest');
    await expect(recorder.finished).resolves.toMatchObject({ endReason: 'device-lost', bytes: 9 });
  });

  it('keeps the recorded bytes when the browser fails', async () => {
    const { recorder, media } = record();
    media.emit('half');
    media.fail('+rest');
    await expect(recorder.finished).resolves.toMatchObject({ endReason: 'recorder-failed', bytes: 9 });
  });

  it('tries the next type when a supported one does not start', () => {
    const tried: unknown[] = [];
    const create: RecorderSettings['create'] = (_, options) => {
      tried.push([options.mimeType, options.videoKeyFrameIntervalDuration]);
      if (tried.length < 4) throw new DOMException('no', 'NotSupportedError');
      return new FakeMediaRecorder(options).asRecorder();
    };
    const stream = new FakeStream().asStream();
    const recorder = new Recorder({ stream, preset: qualityPresets['480p'], mimeTypes: ['video/webm;codecs=h264', 'video/webm'], sink: { append: () => undefined }, create });

    expect(tried).toEqual([
      ['video/webm;codecs=h264', 1000],
      ['video/webm;codecs=h264', undefined],
      ['video/webm', 1000],
      ['video/webm', undefined],
    ]);
    expect(recorder.mimeType).toBe('video/webm');
  });

  it('throws when no type can be recorded', () => {
    expect(() => record({ mimeTypes: [] })).toThrow('This browser cannot record video.');
  });
});
