import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useFeatures } from '../flags/useFeatures';
import { type ListQuery, listRecordings } from '../recordings/api/listRecordings';
import { isBeingProcessed, type Recording } from '../recordings/api/recording';

const activeInterval = 4_000;
const staleInterval = 20_000;
const streamInterval = 10_000;
const staleAfter = 10 * 60_000;

/** One page of the library. It is polled while a recording on it is being processed, or while a stream may start. */
export function useRecordings(query: ListQuery) {
  const { liveStreaming } = useFeatures();
  return useQuery({
    queryKey: ['recordings', query],
    queryFn: ({ signal }) => listRecordings(query, signal),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => pollInterval(state.data?.recordings ?? [], Date.now(), liveStreaming),
  });
}

/** The polling interval in milliseconds; false if nothing on the page can change by itself. */
export function pollInterval(recordings: readonly Recording[], now: number, liveStreaming: boolean): number | false {
  const unfinished = recordings.filter(
    recording =>
      recording.status === 'uploading' || recording.status === 'processing' || recording.status === 'recording' || isBeingProcessed(recording),
  );
  if (unfinished.length === 0) return liveStreaming && streamInterval;
  // An old unfinished recording was probably abandoned by a closed tab.
  if (unfinished.some(({ createdAt }) => now - Date.parse(createdAt) < staleAfter)) return activeInterval;
  return liveStreaming ? streamInterval : staleInterval;
}
