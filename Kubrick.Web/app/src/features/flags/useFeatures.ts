import { useQuery } from '@tanstack/react-query';
import { type Features, getFeatures } from './getFeatures';

const noFeatures: Features = { liveStreaming: false };

/** The features that are turned on; none until the server has responded. */
export function useFeatures(): Features {
  const { data } = useQuery({ queryKey: ['features'], queryFn: ({ signal }) => getFeatures(signal), staleTime: 5 * 60_000 });
  return data ?? noFeatures;
}
