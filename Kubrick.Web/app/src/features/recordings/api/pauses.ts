/** One pause of a recorder. */
export interface Pause {
  /** ISO 8601, by the clock of the browser's computer. */
  readonly pausedAt: string;
  /** Null while it lasts, and where the tab did not live to see its end. */
  readonly resumedAt: string | null;
  /** In seconds. */
  readonly duration: number | null;
}

/** The pauses of a recording, as the server takes them. */
export interface PauseAttributes {
  readonly pauseCount: number;
  /** In seconds. */
  readonly pauseDurationTotal: number;
  readonly pauseEvents: readonly Pause[];
}

/** The most events that the server takes. Count and total cover the others. */
const maxEvents = 1_000;

/** The attributes of a recording with these pauses; null if it has none. */
export function pauseAttributesOf(pauses: readonly Pause[]): PauseAttributes | null {
  if (pauses.length === 0) return null;
  const milliseconds = pauses.reduce((sum, { duration }) => sum + Math.round((duration ?? 0) * 1000), 0);
  return { pauseCount: pauses.length, pauseDurationTotal: milliseconds / 1000, pauseEvents: pauses.slice(0, maxEvents) };
}
