import { maxNameLength, storableLine } from './detailLimits';

const key = 'kubrick.recorderName';

/** The name that was last used in this browser; empty if there is none. */
export function loadRecorderName(): string {
  try {
    return storableLine(localStorage.getItem(key) ?? '', maxNameLength);
  } catch {
    return '';
  }
}

export function saveRecorderName(name: string): void {
  try {
    localStorage.setItem(key, name);
  } catch {
    // Storage may be disabled, for example in a private window. The user then enters the name again next time.
  }
}
