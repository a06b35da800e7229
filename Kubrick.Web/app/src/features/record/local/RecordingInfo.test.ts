import { describe, expect, it } from 'vitest';
import { someSession } from '../../../testing/someSession';
import { pausesOf, type RecordingInfo, readJournal } from './RecordingInfo';

const info: RecordingInfo = {
  id: 'a',
  startedAt: '2026-01-01T10:00:00Z',
  mimeType: 'video/webm',
  quality: '720p',
  title: 'Talk',
  recorderName: 'Ada',
  metadata: { x: '1' },
  sessionInfo: someSession,
  seconds: 0,
};
const lines = (...values: unknown[]) => values.map(value => `${JSON.stringify(value)}\n`).join('');

describe('the journal', () => {
  it('lets later lines override earlier ones', () => {
    expect(readJournal(lines(info, { seconds: 1 }, { title: 'New' }, { seconds: 2.5, recordingId: 'r' }))).toEqual({ ...info, title: 'New', seconds: 2.5, recordingId: 'r' });
  });

  it('skips a line that a crash truncated', () => {
    expect(readJournal(`${lines(info, { seconds: 3 })}{"secon`)).toEqual({ ...info, seconds: 3 });
  });

  it('collects the pauses by their number', () => {
    const [first, second] = [{ pausedAt: '2026-01-01T10:00:01Z', resumedAt: null, duration: null }, { pausedAt: '2026-01-01T10:00:05Z', resumedAt: '2026-01-01T10:00:06Z', duration: 1 }];
    const read = readJournal(lines(info, { pauses: { 0: first } }, { pauses: { 10: second } }, { pauses: { 2: second } }, { pauses: { 0: { ...first, duration: 2 } } }));
    expect(pausesOf(read ?? {})).toEqual([{ ...first, duration: 2 }, second, second]);
  });

  it.each(['', '{"id":"a"}\n', 'garbage', 'null\n[]\n"x"\n'])('is unreadable without its first line: %j', text => {
    expect(readJournal(text)).toBeNull();
  });
});
