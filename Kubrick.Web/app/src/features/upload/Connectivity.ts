/** Whether the browser is online. */
export interface Connectivity {
  readonly isOnline: boolean;
  /** Resolves when the browser is online; rejects when `signal` aborts. */
  untilOnline(signal: AbortSignal): Promise<void>;
}

export const browserConnectivity: Connectivity = {
  get isOnline() {
    return navigator.onLine;
  },
  async untilOnline(signal) {
    signal.throwIfAborted();
    if (navigator.onLine) return;
    await new Promise<void>((resolve, reject) => {
      const settle = () => {
        window.removeEventListener('online', settle);
        signal.removeEventListener('abort', settle);
        if (signal.aborted) reject(abortError());
        else resolve();
      };
      window.addEventListener('online', settle);
      signal.addEventListener('abort', settle);
    });
  },
};

export function abortError(): DOMException {
  return new DOMException('The upload was aborted.', 'AbortError');
}
