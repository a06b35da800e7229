interface FakeLock {
  readonly name: string;
}

/** The Web Locks of a browser, which all its tabs share. */
export class FakeLocks {
  readonly #held = new Map<string, FakeLock>();

  async request(name: string, { ifAvailable }: { ifAvailable: boolean }, callback: (lock: FakeLock | null) => unknown): Promise<void> {
    if (!ifAvailable) throw new Error('This fake has no queue.');
    await Promise.resolve();
    if (this.#held.has(name)) {
      await callback(null);
      return;
    }
    const lock = { name };
    this.#held.set(name, lock);
    try {
      await callback(lock);
    } finally {
      if (this.#held.get(name) === lock) this.#held.delete(name);
    }
  }

  query(): Promise<{ held: FakeLock[] }> {
    return Promise.resolve({ held: [...this.#held.values()] });
  }

  /** The tabs die. */
  releaseAll(): void {
    this.#held.clear();
  }
}
