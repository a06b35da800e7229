import { QueryClient } from '@tanstack/react-query';
import { isRetryable } from './errors';

/** The query cache of the app. Only temporary errors are retried. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: (failures, error) => failures < 2 && isRetryable(error), staleTime: 5_000 },
      mutations: { retry: false },
    },
  });
}
