import { useSyncExternalStore } from 'react';
import type { Store } from './Store';

/** The current value of a store; renders again on every change. */
export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.getSnapshot);
}

/** A part of a store's value; renders again when this part changes. `select` must return the same object for the same value. */
export function useSelected<T, V>(store: Store<T>, select: (value: T) => V): V {
  return useSyncExternalStore(store.subscribe, () => select(store.getSnapshot()));
}
