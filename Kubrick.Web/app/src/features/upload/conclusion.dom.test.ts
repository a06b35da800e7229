import { describe, expect, it } from 'vitest';
import { errorDocument, type SeenRequest } from '../../testing/FakeBackend';
import { createUpload, onlyRecording as recordingOf, sha256 } from '../../testing/uploadBed';
import { withFakeBackend } from '../../testing/withFakeBackend';
import { pauseAttributesOf } from '../recordings/api/pauses';

const backend = withFakeBackend();
const isCompletion = ({ path }: SeenRequest) => path.endsWith('/complete-chunked');
const completions = () => backend.seen.filter(isCompletion).map(({ body }) => JSON.parse(body.toString()) as Record<string, unknown>);

const pause = { pausedAt: '2026-01-01T10:00:01.000Z', resumedAt: '2026-01-01T10:00:01.100Z', duration: 0.1 };
const openPause = { ...pause, resumedAt: null, duration: null };

describe('the pauses of a recording', () => {
  const upload = (pauses: ReturnType<typeof pauseAttributesOf>) =>
    createUpload(10, { job: { conclude: () => Promise.resolve({ duration: 1, sha256: null, changes: null, pauses }) } }).upload;

  it('are reported when the upload is completed, as they are when a recording is created', async () => {
    await upload(pauseAttributesOf([pause, pause, pause, openPause])).start();
    expect(completions()).toMatchObject([{ pauseCount: 4, pauseDurationTotal: 0.3, pauseEvents: [pause, pause, pause, openPause] }]);
  });

  it('are not mentioned if there were none', async () => {
    await upload(pauseAttributesOf([])).start();
    for (const name of ['pauseCount', 'pauseDurationTotal', 'pauseEvents']) expect(completions()[0]).not.toHaveProperty(name);
  });

  it('are no more than the server takes; their number and their duration cover all', () => {
    const attributes = pauseAttributesOf(Array.from({ length: 1_500 }, () => pause));
    expect(attributes).toMatchObject({ pauseCount: 1_500, pauseDurationTotal: 150 });
    expect(attributes?.pauseEvents).toHaveLength(1_000);
  });

  it('are given up if the server refuses them: the recording is worth more', async () => {
    const refusal = errorDocument(422, 'VALIDATION_ERROR', 'Pause 0 must have a time.', '/pauseEvents');
    backend.fault = request => (isCompletion(request) && request.body.includes('pauseEvents') ? { kind: 'response', status: 422, body: refusal } : undefined);
    const { upload: whole, bytes } = createUpload(10, {
      job: { conclude: () => Promise.resolve({ duration: 1, sha256: null, changes: null, pauses: pauseAttributesOf([pause]) }) },
    });
    await whole.start();
    expect(whole.getSnapshot().phase).toBe('done');
    expect(completions()).toHaveLength(2);
    expect(sha256(recordingOf(backend)?.media)).toBe(sha256(bytes));
  });
});
