import { QueryClient } from '@tanstack/react-query';
import { isRetryable } from './errors';

/** How the app asks the server: an answer that will not change by asking again is not asked for again. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: (failures, error) => failures < 2 && isRetryable(error), staleTime: 5_000 },
      mutations: { retry: false },
    },
  });
}
