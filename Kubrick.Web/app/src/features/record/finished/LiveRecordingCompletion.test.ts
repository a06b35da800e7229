import { describe, expect, it, vi } from 'vitest';
import { Store } from '../../../state/Store';
import { someSession } from '../../../testing/someSession';
import type { LiveSnapshot } from '../live/LivePublisher';
import type { FinishedRecording } from '../local/FinishedRecording';
import { MemoryCopy } from '../local/MemoryCopy';
import { LiveRecordingCompletion } from './LiveRecordingCompletion';

const stopping: LiveSnapshot = { phase: 'stopping', recordingId: 'r', viewerCount: 0, isSlow: false, problem: null, warnings: [], isComplete: false, unsentBytes: 0, isLate: false };

class FakePublisher extends Store<LiveSnapshot> {
  readonly cancel = vi.fn();

  show(changes: Partial<LiveSnapshot>): void {
    this.change(changes);
  }
}

async function complete({ isOnDisk = true, changes }: { isOnDisk?: boolean; changes?: FinishedRecording['changes'] } = {}) {
  const copy = Object.assign(new MemoryCopy(), { isOnDisk });
  const discard = vi.spyOn(copy, 'discard');
  const release = vi.spyOn(copy, 'release').mockResolvedValue();
  const live = new FakePublisher(stopping);
  const update = vi.fn().mockResolvedValue({});
  const onRecordingsChanged = vi.fn();
  const recording: FinishedRecording = {
    info: { id: 'a', startedAt: '2026-01-01T10:00:00Z', mimeType: 'video/webm', quality: '720p', title: 'Talk', recorderName: 'Ada', metadata: {}, sessionInfo: someSession, seconds: 4.5 },
    media: await copy.finish(),
    copy,
    endReason: 'stopped',
    changes,
  };
  const completion = new LiveRecordingCompletion(live, recording, { update, onRecordingsChanged });
  return { completion, live, discard, release, update, onRecordingsChanged };
}

const changes = { title: 'Better title', metadata: { a: '1' } };

describe('the completion of a stream', () => {
  it('discards the local copy once the server has every byte, and only once', async () => {
    const { completion, live, discard, update, onRecordingsChanged } = await complete();
    const stop = completion.watch();
    expect(discard).not.toHaveBeenCalled();
    live.show({ phase: 'ended', isComplete: true });
    live.show({ viewerCount: 1 });
    stop();
    completion.watch();
    expect(discard).toHaveBeenCalledOnce();
    expect(onRecordingsChanged).toHaveBeenCalledOnce();
    expect(update).not.toHaveBeenCalled();
  });

  it('keeps the local copy when bytes may be missing', async () => {
    const { completion, live, discard } = await complete();
    completion.watch();
    live.show({ phase: 'ended', isComplete: false });
    expect(discard).not.toHaveBeenCalled();
  });

  it('keeps the local copy of a failed stream, and sends no changes', async () => {
    const { completion, live, discard, update } = await complete({ changes });
    completion.watch();
    live.show({ phase: 'failed' });
    expect(discard).not.toHaveBeenCalled();
    expect(update).not.toHaveBeenCalled();
  });

  it('sends the edited details after the end', async () => {
    const { completion, live, update, onRecordingsChanged } = await complete({ changes });
    completion.watch();
    live.show({ phase: 'ended', isComplete: true });
    expect(update).toHaveBeenCalledExactlyOnceWith('r', changes);
    await vi.waitFor(() => expect(onRecordingsChanged).toHaveBeenCalledTimes(2));
  });

  it('leaves an empty title to the server', async () => {
    const { completion, live, update } = await complete({ changes: { title: '', metadata: { a: '1' } } });
    completion.watch();
    live.show({ phase: 'ended', isComplete: true });
    expect(update).toHaveBeenCalledExactlyOnceWith('r', { metadata: { a: '1' } });
  });

  it('cancels the stream, sends the edited details and keeps the copy when left early', async () => {
    const { completion, live, update, discard, release } = await complete({ changes });
    await completion.leaveEarly();
    expect(live.cancel).toHaveBeenCalledOnce();
    expect(update).toHaveBeenCalledOnce();
    expect(release).toHaveBeenCalledOnce();
    expect(discard).not.toHaveBeenCalled();
  });

  it.each<[boolean, boolean, Partial<LiveSnapshot>]>([
    [true, true, {}],
    [true, true, { isLate: true, unsentBytes: 1 }],
    [false, true, { isLate: true }],
    [true, false, { isLate: true }],
    [false, true, { phase: 'ended', isComplete: true }],
    [false, false, { phase: 'ended', isComplete: true }],
    [false, true, { phase: 'ended' }],
    [true, false, { phase: 'ended' }],
    [false, true, { phase: 'failed' }],
    [true, false, { phase: 'failed' }],
  ])('reports leaving as unsafe: %s (copy on the disk: %s, state: %o)', async (isUnsafe, isOnDisk, state) => {
    const { completion, live } = await complete({ isOnDisk });
    live.show(state);
    expect(completion.isLeavingUnsafe).toBe(isUnsafe);
  });
});
