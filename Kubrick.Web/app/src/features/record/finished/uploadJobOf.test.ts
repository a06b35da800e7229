import { describe, expect, it, vi } from 'vitest';
import { someSession } from '../../../testing/someSession';
import { MemoryCopy } from '../local/MemoryCopy';
import { uploadJobOf } from './uploadJobOf';

async function createJob() {
  const copy = new MemoryCopy();
  const discard = vi.spyOn(copy, 'discard').mockResolvedValue();
  const release = vi.spyOn(copy, 'release').mockResolvedValue();
  const info = { id: 'a', startedAt: '2026-01-01T10:00:00Z', mimeType: 'video/webm;codecs=vp9', quality: '720p', title: ' ', recorderName: ' Ada ', metadata: {}, sessionInfo: someSession, seconds: 4.5 } as const;
  return { job: uploadJobOf({ info, media: await copy.finish(), copy, endReason: 'stopped' }, info), discard, release };
}

describe('the upload of a finished recording', () => {
  it('has the container and the name, and no title if it is empty', async () => {
    const { job } = await createJob();
    expect(job).toMatchObject({ contentType: 'video/webm', duration: 4.5, recording: { recorderName: 'Ada', mimeType: 'video/webm', playbackFormat: 'video' } });
    expect(job.recording).not.toHaveProperty('title');
  });

  it('discards the local copy once the server has the whole recording', async () => {
    const { job, discard, release } = await createJob();
    job.onDone?.('ready');
    expect(discard).toHaveBeenCalledOnce();
    expect(release).not.toHaveBeenCalled();
  });

  it('keeps the local copy while the recording is not ready', async () => {
    const { job, discard, release } = await createJob();
    job.onDone?.('processing');
    expect(release).toHaveBeenCalledOnce();
    expect(discard).not.toHaveBeenCalled();
  });
});
