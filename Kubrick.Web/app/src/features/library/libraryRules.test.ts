import { describe, expect, it } from 'vitest';
import { listAddress } from '../recordings/api/listRecordings';
import type { Recording, RecordingStatus } from '../recordings/api/recording';
import { firstView } from './libraryView';
import { pollInterval } from './useRecordings';

const recording = (status: RecordingStatus, createdAt: string): Recording => ({ id: '1', title: 't', recorderName: 'r', playbackFormat: 'video', status, createdAt });

describe('the library', () => {
  it('encodes its query', () => {
    expect(listAddress({ ...firstView, recorderName: ' A&B=C ', status: 'archived', page: 2, pageSize: 12 })).toBe(
      '/api/recordings?sort=-createdAt&page%5Bnumber%5D=2&page%5Bsize%5D=12&filter%5BrecorderName%5D=A%26B%3DC&filter%5Bstatus%5D=archived',
    );
  });

  it('polls for new streams if live streaming is on', () => {
    const now = Date.parse('2026-01-01T12:00:00Z');
    expect(pollInterval([], now, true)).toBe(10_000);
    expect(pollInterval([recording('uploading', '2026-01-01T11:59:00Z')], now, true)).toBe(4_000);
    expect(pollInterval([recording('uploading', '2026-01-01T09:00:00Z')], now, true)).toBe(10_000);
  });

  it('polls while a recording is unfinished, and less often when it is old', () => {
    const now = Date.parse('2026-01-01T12:00:00Z');
    expect(pollInterval([recording('ready', '2026-01-01T11:59:00Z')], now, false)).toBe(false);
    expect(pollInterval([recording('uploading', '2026-01-01T11:59:00Z')], now, false)).toBe(4_000);
    expect(pollInterval([recording('uploading', '2026-01-01T09:00:00Z')], now, false)).toBe(20_000);
  });
});
