const key = 'kubrick.recorderName';

/** The name that was used last in this browser; a browser that keeps nothing has none. */
export function loadRecorderName(): string {
  try {
    return localStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}

export function saveRecorderName(name: string): void {
  try {
    localStorage.setItem(key, name);
  } catch {
    // A private window may refuse: then the name is asked for again next time.
  }
}
