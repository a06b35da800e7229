import { useQuery } from '@tanstack/react-query';
import { type Features, getFeatures } from './getFeatures';

const none: Features = { liveStreaming: false };

/** What is turned on; nothing, until the server has said so. */
export function useFeatures(): Features {
  const { data } = useQuery({ queryKey: ['features'], queryFn: ({ signal }) => getFeatures(signal), staleTime: 5 * 60_000 });
  return data ?? none;
}
