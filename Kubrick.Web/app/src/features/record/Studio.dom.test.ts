import { waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { FakeMediaRecorder, FakeStream } from '../../testing/FakeMedia';
import { FakeSocket } from '../../testing/FakeSocket';
import { onlyRecording } from '../../testing/uploadBed';
import { withFakeBackend } from '../../testing/withFakeBackend';
import { LivePublisher } from './live/LivePublisher';
import { MemoryCopy } from './local/MemoryCopy';
import { qualityPresets } from './recorder/qualityPresets';
import { Studio } from './Studio';
import { UploadManager } from './uploads/UploadManager';

const backend = withFakeBackend();
// jsdom decodes no video.
vi.mock('./uploads/thumbnail', () => ({ thumbnailOf: () => Promise.resolve(null) }));

async function startStudio(isLive = false, uploads?: UploadManager) {
  const socket = new FakeSocket();
  const copy = new MemoryCopy();
  const notes = vi.spyOn(copy, 'updateInfo');
  let media: FakeMediaRecorder | undefined;
  const studio = new Studio({
    createLocalCopy: () => Promise.resolve(copy),
    ...(uploads && { uploads }),
    goLive: (_, source) =>
      new LivePublisher({
        source,
        sha256: () => Promise.resolve(null),
        bytesPerSecond: 1_000,
        createRecording: () => Promise.resolve('r'),
        getRecording: () => Promise.resolve({ status: 'recording' }),
        getViewerCount: () => Promise.resolve(0),
        openSocket: () => socket.asSocket(),
      }),
    isSupported: type => type === 'video/webm' || type === 'video/webm;codecs=h264,opus',
    create: (_, options) => (media = new FakeMediaRecorder(options)).asRecorder(),
  });
  const stream = new FakeStream();
  await studio.start(stream.asStream(), qualityPresets['480p'], { title: 'Talk', recorderName: 'Ada', metadata: { a: '1' } }, isLive);
  if (!media) throw new Error('No recorder was created.');
  return { studio, media, copy, notes, stream, socket };
}

describe('the studio', () => {
  it('records, pauses, resumes and stops, and has every byte', async () => {
    const { studio, media } = await startStudio();
    expect(studio.getSnapshot().phase).toBe('recording');
    studio.pause();
    expect(studio.getSnapshot().phase).toBe('paused');
    studio.resume();
    media.emit('hello ');
    studio.stop();
    media.finish('world');
    await waitFor(() => expect(studio.getSnapshot().phase).toBe('recorded'));

    const recording = studio.getSnapshot().recording;
    expect(recording?.info).toMatchObject({ title: 'Talk', recorderName: 'Ada', metadata: { a: '1' }, quality: '480p', mimeType: 'video/webm;codecs=h264,opus' });
    expect(recording?.media.blob.size).toBe(11);
    expect(recording?.media.sha256).toBe('b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9');
  });

  it('reports a recording that is only in memory', async () => {
    const { studio } = await startStudio();
    expect(studio.getSnapshot().isInMemory).toBe(true);
  });

  it('keeps details that are edited while it records', async () => {
    const { studio, media, notes } = await startStudio();
    studio.updateDetails({ title: 'Better title', recorderName: 'Ada L.', metadata: {} });
    expect(notes).toHaveBeenLastCalledWith({ title: 'Better title', recorderName: 'Ada L.', metadata: {} });
    studio.stop();
    media.finish('x');
    await waitFor(() => expect(studio.getSnapshot().recording?.info.title).toBe('Better title'));
  });

  it('stops and keeps the recorded bytes when the camera is unplugged', async () => {
    const { studio, media, stream } = await startStudio();
    media.emit('some');
    stream.unplug();
    media.finish('');
    await waitFor(() => expect(studio.getSnapshot().recording?.endReason).toBe('device-lost'));
    expect(studio.getSnapshot().recording?.media.blob.size).toBe(4);
  });

  it('says so, and deletes nothing, if the browser has lost its copy', async () => {
    const { studio, media, copy } = await startStudio();
    vi.spyOn(copy, 'finish').mockRejectedValue(new DOMException('There is no such file.', 'NotFoundError'));
    const [discard, release] = [vi.spyOn(copy, 'discard').mockResolvedValue(), vi.spyOn(copy, 'release').mockResolvedValue()];
    media.emit('some');
    studio.stop();
    media.finish('more');
    await waitFor(() => expect(studio.getSnapshot()).toMatchObject({ phase: 'ready', problem: expect.stringContaining('There is no such file.') as string }));
    expect(release).toHaveBeenCalledOnce();
    expect(discard).not.toHaveBeenCalled();
  });

  it('returns to ready with a message when nothing was recorded', async () => {
    const { studio, media } = await startStudio();
    studio.stop();
    media.finish('');
    await waitFor(() => expect(studio.getSnapshot()).toMatchObject({ phase: 'ready', problem: expect.stringContaining('Nothing was recorded') as string }));
  });

  it('returns to ready with a message when the browser cannot record', async () => {
    const studio = new Studio({ createLocalCopy: () => Promise.resolve(new MemoryCopy()), isSupported: () => false });
    await studio.start(new FakeStream().asStream(), qualityPresets['720p'], { title: '', recorderName: '', metadata: {} });
    expect(studio.getSnapshot()).toMatchObject({ phase: 'ready', problem: 'This browser cannot record video.' });
  });
});

describe('the studio and the upload', () => {
  const createUploads = () => new UploadManager({ list: () => Promise.resolve([]), open: () => Promise.reject(new Error('It is locked.')), settings: { firstRetryDelay: 1, noteInterval: 5 } });

  it('uploads while it records, and ends with what changed', async () => {
    backend.chunkSize = 5;
    const { studio, media } = await startStudio(false, createUploads());
    media.emit('hello ');
    await waitFor(() => expect(onlyRecording(backend)?.parts.size).toBe(1));
    studio.updateDetails({ title: 'Better title', recorderName: 'Ada', metadata: { a: '1' } });
    studio.stop();
    media.finish('world');
    await waitFor(() => expect(studio.getSnapshot().upload?.engine.getSnapshot()).toMatchObject({ phase: 'done', isVerified: true }));
    expect(onlyRecording(backend)?.media?.toString()).toBe('hello world');
    expect(onlyRecording(backend)?.attributes).toMatchObject({ title: 'Better title', recorderName: 'Ada', mimeType: 'video/webm' });
  });

  it('reports its pauses at the end, and writes them down when they happen', async () => {
    const { studio, media, notes } = await startStudio(false, createUploads());
    media.emit('hello ');
    studio.pause();
    expect(notes).toHaveBeenLastCalledWith({ pauses: { 0: { pausedAt: expect.any(String) as string, resumedAt: null, duration: null } } });
    studio.resume();
    studio.pause();
    studio.stop();
    media.finish('world');
    await waitFor(() => expect(studio.getSnapshot().upload?.engine.getSnapshot().phase).toBe('done'));

    const completion = backend.seen.find(({ path }) => path.endsWith('/complete-chunked'));
    const event = { pausedAt: expect.any(String) as string, resumedAt: expect.any(String) as string, duration: expect.any(Number) as number };
    expect(JSON.parse(completion?.body.toString() ?? '{}')).toMatchObject({ pauseCount: 2, pauseDurationTotal: expect.any(Number) as number, pauseEvents: [event, event] });
    expect(studio.getSnapshot().recording?.info.pauses).toMatchObject({ 0: event, 1: event });
  });

  it('gives no more signs of life, and leaves to the server what it has, if the browser has lost its copy', async () => {
    backend.chunkSize = 5;
    const uploads = createUploads();
    const { studio, media, copy } = await startStudio(false, uploads);
    const notes = () => backend.count('POST', /chunk-url/);
    vi.spyOn(copy, 'finish').mockRejectedValue(new DOMException('There is no such file.', 'NotFoundError'));
    vi.spyOn(copy, 'release').mockResolvedValue();
    media.emit('hello ');
    await waitFor(() => expect(onlyRecording(backend)?.parts.size).toBe(1));
    await waitFor(() => expect(notes()).toBeGreaterThan(2));
    const { upload } = studio.getSnapshot();
    studio.stop();
    media.finish('world');
    await waitFor(() => expect(studio.getSnapshot()).toMatchObject({ phase: 'ready', problem: expect.stringContaining('There is no such file.') as string }));

    expect(upload?.engine.getSnapshot()).toMatchObject({ phase: 'cancelled', error: null });
    expect(uploads.getSnapshot().uploads).toEqual([]);
    const before = notes();
    await new Promise(resolve => setTimeout(resolve, 100));
    expect(notes() - before).toBeLessThanOrEqual(1);
    expect(onlyRecording(backend)).toMatchObject({ attributes: { status: 'uploading' }, uploadId: expect.any(String) as string });
    expect(onlyRecording(backend)?.parts.size).toBe(1);
    expect(backend.count('POST', /abort-chunked|complete-chunked/)).toBe(0);
  });

  it('creates nothing on the server when nothing was recorded', async () => {
    const uploads = createUploads();
    const { studio, media } = await startStudio(false, uploads);
    studio.stop();
    media.finish('');
    await waitFor(() => expect(studio.getSnapshot().phase).toBe('ready'));
    expect(backend.recordings.size).toBe(0);
    expect(uploads.getSnapshot().uploads).toHaveLength(0);
  });

  it('does not upload a live recording', async () => {
    const { studio } = await startStudio(true, createUploads());
    expect(studio.getSnapshot().upload).toBeNull();
  });
});

describe('a live studio', () => {
  it('records short chunks, prefers H.264, and sends every chunk', async () => {
    const { studio, media, socket } = await startStudio(true);
    expect(media.timeslice).toBe(100);
    expect(media.options).toMatchObject({ mimeType: 'video/webm;codecs=h264,opus', videoKeyFrameIntervalDuration: 1000, videoBitsPerSecond: 1_000_000 });
    await waitFor(() => expect(studio.getSnapshot().live?.getSnapshot().recordingId).toBe('r'));
    socket.open();
    socket.receive({ type: 'started', recordingId: 'r' });
    media.emit('hello ');
    await waitFor(() => expect(socket.frames.join('')).toBe('hello '));

    studio.updateDetails({ title: 'Better title', recorderName: 'Ada', metadata: { a: '1' } });
    studio.stop();
    media.finish('world');
    await waitFor(() => expect(socket.messages.at(-1)).toEqual({ type: 'stop' }));
    expect(socket.frames.join('')).toBe('hello world');
    expect(studio.getSnapshot()).toMatchObject({ phase: 'recorded', recording: { changes: { title: 'Better title' } } });
  });

  it('reports its pauses with the end of the stream', async () => {
    const { studio, media, socket, notes } = await startStudio(true);
    await waitFor(() => expect(studio.getSnapshot().live?.getSnapshot().recordingId).toBe('r'));
    socket.open();
    socket.receive({ type: 'started', recordingId: 'r' });
    studio.pause();
    studio.resume();
    studio.stop();
    media.finish('world');
    const event = { pausedAt: expect.any(String) as string, resumedAt: expect.any(String) as string, duration: expect.any(Number) as number };
    await waitFor(() => expect(socket.messages.at(-1)).toEqual({ type: 'stop', pauseCount: 1, pauseDurationTotal: expect.any(Number) as number, pauseEvents: [event] }));
    expect(notes).toHaveBeenCalledWith({ pauses: { 0: event } });

    // The server stops the stream all the same.
    socket.receive({ type: 'error', code: 'VALIDATION_ERROR', error: 'The pauses are invalid.' });
    expect(studio.getSnapshot().live?.getSnapshot().phase).toBe('stopping');
  });

  it('stops recording when somebody else ends the stream', async () => {
    const { studio, media, socket } = await startStudio(true);
    await waitFor(() => expect(studio.getSnapshot().live?.getSnapshot().recordingId).toBe('r'));
    socket.open();
    socket.receive({ type: 'started', recordingId: 'r' });
    media.emit('some');
    socket.receive({ type: 'streamEnded', recordingId: 'r', status: 'ended' });
    await waitFor(() => expect(media.state).toBe('inactive'));
    media.finish('');
    await waitFor(() => expect(studio.getSnapshot().phase).toBe('recorded'));
  });

  it('continues recording when the stream fails', async () => {
    const { studio, media, socket } = await startStudio(true);
    await waitFor(() => expect(studio.getSnapshot().live?.getSnapshot().recordingId).toBe('r'));
    socket.drop(4403);
    expect(studio.getSnapshot()).toMatchObject({ phase: 'recording' });
    media.emit('still ');
    studio.stop();
    media.finish('here');
    await waitFor(() => expect(studio.getSnapshot().recording?.media.blob.size).toBe(10));
    expect(studio.getSnapshot().live?.getSnapshot().phase).toBe('failed');
  });

  it('ends the stream when nothing was recorded', async () => {
    const { studio, media, socket } = await startStudio(true);
    await waitFor(() => expect(studio.getSnapshot().live?.getSnapshot().recordingId).toBe('r'));
    studio.stop();
    media.finish('');
    await waitFor(() => expect(studio.getSnapshot().phase).toBe('ready'));
    expect(socket.closedWith).toBe(1000);
  });
});
