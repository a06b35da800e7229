import { backoff } from '../../../api/backoff';

/** Limits how long a lost connection may be re-established, and schedules the attempts. */
export class GracePeriod {
  #lostAt: number | null = null;
  #failures = 0;

  constructor(
    private readonly milliseconds: number,
    private readonly now: () => number,
    private readonly random: () => number,
  ) {}

  /** Starts the period, unless it is running. */
  start(): void {
    this.#lostAt ??= this.now();
  }

  /** Resets the period after a successful connection. */
  reset(): void {
    this.#lostAt = null;
    this.#failures = 0;
  }

  /** Milliseconds until the next attempt; null when the period has expired. */
  nextDelay(): number | null {
    const left = this.#lostAt === null ? this.milliseconds : this.milliseconds - (this.now() - this.#lostAt);
    return left <= 0 ? null : Math.min(backoff(this.#failures++, this.random), left);
  }
}
