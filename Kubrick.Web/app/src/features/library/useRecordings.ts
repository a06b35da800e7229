import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ListQuery, listRecordings } from '../recordings/api/listRecordings';
import type { Recording } from '../recordings/recording';

const soon = 4_000;
const later = 20_000;
const youth = 10 * 60_000;

/** One page of the library; asked for again while a recording on it is still on its way. */
export function useRecordings(query: ListQuery) {
  return useQuery({
    queryKey: ['recordings', query],
    queryFn: ({ signal }) => listRecordings(query, signal),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => pollInterval(state.data?.recordings ?? [], Date.now()),
  });
}

/** How long to wait before the page is asked for again; false where nothing on it will change by itself. */
export function pollInterval(recordings: readonly Recording[], now: number): number | false {
  const onTheWay = recordings.filter(({ status }) => status === 'uploading' || status === 'processing' || status === 'recording');
  if (onTheWay.length === 0) return false;
  // What has been on its way for long was probably left by a closed tab.
  return onTheWay.some(({ createdAt }) => now - Date.parse(createdAt) < youth) ? soon : later;
}
