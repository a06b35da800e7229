import { backoff } from './backoff';

/** How long a lost stream may be taken up again, and when to try next. */
export class GracePeriod {
  #lostAt: number | null = null;
  #failures = 0;

  constructor(
    private readonly milliseconds: number,
    private readonly now: () => number,
    private readonly random: () => number,
  ) {}

  /** Begins to count, unless it does already. */
  begin(): void {
    this.#lostAt ??= this.now();
  }

  /** The connection is there. */
  end(): void {
    this.#lostAt = null;
    this.#failures = 0;
  }

  /** Milliseconds until the next attempt; null when the period is over, and with it the stream. */
  nextWait(): number | null {
    const left = this.#lostAt === null ? this.milliseconds : this.milliseconds - (this.now() - this.#lostAt);
    return left <= 0 ? null : Math.min(backoff(this.#failures++, this.random), left);
  }
}
