import { waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { FakeMediaRecorder, FakeStream } from '../../testing/FakeMedia';
import { MemoryKeeper } from './chunks/MemoryKeeper';
import { qualityPresets } from './qualityPresets';
import { Studio } from './Studio';

async function startStudio() {
  const keeper = new MemoryKeeper();
  const notes = vi.spyOn(keeper, 'note');
  let media: FakeMediaRecorder | undefined;
  const studio = new Studio({
    openKeeper: () => Promise.resolve(keeper),
    isSupported: type => type === 'video/webm',
    create: (_, options) => (media = new FakeMediaRecorder(options)).asRecorder(),
  });
  const stream = new FakeStream();
  await studio.start(stream.asStream(), qualityPresets['480p'], { title: 'Talk', recorderName: 'Ada', metadata: { a: '1' } });
  if (!media) throw new Error('No recorder was made.');
  return { studio, media, keeper, notes, stream };
}

describe('the studio', () => {
  it('goes from recording over pause to a recording with all its bytes', async () => {
    const { studio, media } = await startStudio();
    expect(studio.getSnapshot().phase).toBe('recording');
    studio.pause();
    expect(studio.getSnapshot().phase).toBe('paused');
    studio.resume();
    media.give('hello ');
    studio.stop();
    media.finish('world');
    await waitFor(() => expect(studio.getSnapshot().phase).toBe('recorded'));

    const interview = studio.getSnapshot().interview;
    expect(interview?.about).toMatchObject({ title: 'Talk', recorderName: 'Ada', metadata: { a: '1' }, quality: '480p', mimeType: 'video/webm' });
    expect(interview?.media.blob.size).toBe(11);
    expect(interview?.media.sha256).toBe('b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9');
  });

  it('says that a recording in memory would not survive a crash', async () => {
    const { studio } = await startStudio();
    expect(studio.getSnapshot().isUnsafe).toBe(true);
  });

  it('keeps what is typed while it records', async () => {
    const { studio, media, notes } = await startStudio();
    studio.describe({ title: 'Better title', recorderName: 'Ada L.', metadata: {} });
    expect(notes).toHaveBeenLastCalledWith({ title: 'Better title', recorderName: 'Ada L.', metadata: {} });
    studio.stop();
    media.finish('x');
    await waitFor(() => expect(studio.getSnapshot().interview?.about.title).toBe('Better title'));
  });

  it('ends with what it has when the camera goes away', async () => {
    const { studio, media, stream } = await startStudio();
    media.give('some');
    stream.unplug();
    media.finish('');
    await waitFor(() => expect(studio.getSnapshot().interview?.end).toBe('device-lost'));
    expect(studio.getSnapshot().interview?.media.blob.size).toBe(4);
  });

  it('is ready again, with a word, when nothing was recorded', async () => {
    const { studio, media } = await startStudio();
    studio.stop();
    media.finish('');
    await waitFor(() => expect(studio.getSnapshot()).toMatchObject({ phase: 'ready', problem: expect.stringContaining('Nothing was recorded') as string }));
  });

  it('is ready again, with a word, when the browser cannot record', async () => {
    const studio = new Studio({ openKeeper: () => Promise.resolve(new MemoryKeeper()), isSupported: () => false });
    await studio.start(new FakeStream().asStream(), qualityPresets['720p'], { title: '', recorderName: '', metadata: {} });
    expect(studio.getSnapshot()).toMatchObject({ phase: 'ready', problem: 'This browser cannot record video.' });
  });
});
