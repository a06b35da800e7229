import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useFeatures } from '../flags/useFeatures';
import { type ListQuery, listRecordings } from '../recordings/api/listRecordings';
import type { Recording } from '../recordings/api/recording';

const soon = 4_000;
const later = 20_000;
const forStreams = 10_000;
const youth = 10 * 60_000;

/** One page of the library; asked for again while a recording on it is still on its way or a stream may begin, and the page is looked at. */
export function useRecordings(query: ListQuery) {
  const { liveStreaming } = useFeatures();
  return useQuery({
    queryKey: ['recordings', query],
    queryFn: ({ signal }) => listRecordings(query, signal),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => pollInterval(state.data?.recordings ?? [], Date.now(), liveStreaming),
  });
}

/** How long to wait before the page is asked for again; false where nothing on it will change by itself. */
export function pollInterval(recordings: readonly Recording[], now: number, liveStreaming: boolean): number | false {
  const onTheWay = recordings.filter(({ status }) => status === 'uploading' || status === 'processing' || status === 'recording');
  if (onTheWay.length === 0) return liveStreaming && forStreams;
  // What has been on its way for long was probably left by a closed tab.
  if (onTheWay.some(({ createdAt }) => now - Date.parse(createdAt) < youth)) return soon;
  return liveStreaming ? forStreams : later;
}
