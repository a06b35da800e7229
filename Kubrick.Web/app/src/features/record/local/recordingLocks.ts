const prefix = 'kubrick.recording.';

/**
 * Locks a recording for this tab (Web Locks). The browser releases the lock when the tab closes.
 * @returns A function that releases the lock.
 * @throws Error where another tab has locked the recording.
 */
export async function acquireLock(id: string): Promise<() => void> {
  // Without Web Locks, the exclusive access handle of the file keeps other tabs out.
  if (!('locks' in navigator)) return () => undefined;
  return await new Promise((resolve, reject) => {
    navigator.locks
      .request(prefix + id, { ifAvailable: true }, lock => {
        if (!lock) {
          reject(new Error('Another tab is using this recording.'));
          return undefined;
        }
        return new Promise<void>(release => resolve(() => release()));
      })
      .catch(reject);
  });
}

/** The ids of all recordings that a tab has locked. */
export async function lockedRecordings(): Promise<Set<string>> {
  if (!('locks' in navigator)) return new Set();
  const { held = [] } = await navigator.locks.query();
  return new Set(held.map(({ name = '' }) => name).filter(name => name.startsWith(prefix)).map(name => name.slice(prefix.length)));
}
