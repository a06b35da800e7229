/** A value that notifies its listeners of every change. React reads it with useSyncExternalStore. */
export class Store<T> {
  #snapshot: T;
  readonly #listeners = new Set<() => void>();

  constructor(initial: T) {
    this.#snapshot = initial;
  }

  readonly getSnapshot = (): T => this.#snapshot;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  protected set(next: T): void {
    this.#snapshot = next;
    for (const listener of this.#listeners) listener();
  }

  protected change(changes: Partial<T>): void {
    this.set({ ...this.#snapshot, ...changes });
  }
}
