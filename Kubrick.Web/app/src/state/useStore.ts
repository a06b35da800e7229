import { useSyncExternalStore } from 'react';
import type { Store } from './Store';

/** The current value of a store; renders again on every change. */
export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.getSnapshot);
}
