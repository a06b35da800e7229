import type { RecordingInfo } from '../features/record/local/RecordingInfo';
import { someSession } from './someSession';

/** The info of some recording. */
export function someInfo(changes: Partial<RecordingInfo> = {}): RecordingInfo {
  const info = { id: 'a', startedAt: '2026-01-01T10:00:00Z', mimeType: 'video/webm', quality: '720p', title: 'Talk', recorderName: 'Ada', metadata: {}, sessionInfo: someSession, seconds: 4.5 } as const;
  return { ...info, ...changes };
}

/** The lines of a journal. */
export function journalText(...lines: readonly object[]): string {
  return lines.map(line => `${JSON.stringify(line)}\n`).join('');
}
