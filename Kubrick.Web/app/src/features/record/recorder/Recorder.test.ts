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
