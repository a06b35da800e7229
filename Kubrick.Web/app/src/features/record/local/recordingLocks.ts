const prefix = 'kubrick.recording.';

/**
 * Holds a recording for this tab until the tab ends or the answer is called.
 * @throws Error where another tab holds it.
 */
export async function acquireLock(id: string): Promise<() => void> {
  // Without locks a browser cannot tell its tabs apart; the file's own exclusive access then keeps them off.
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

/** The recordings that some tab holds now. */
export async function lockedRecordings(): Promise<Set<string>> {
  if (!('locks' in navigator)) return new Set();
  const { held = [] } = await navigator.locks.query();
  return new Set(held.map(({ name = '' }) => name).filter(name => name.startsWith(prefix)).map(name => name.slice(prefix.length)));
}
