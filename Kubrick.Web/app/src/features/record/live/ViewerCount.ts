const interval = 15_000;

/** Asks how many watch, at once and every quarter of a minute: broadcasts tell it sooner, and are lost with a connection. */
export class ViewerCount {
  #timer: ReturnType<typeof setInterval> | undefined;
  /** What was heard or begun after a question was asked is newer than its answer. */
  #news = 0;

  constructor(
    private readonly ask: () => Promise<number>,
    private readonly onCount: (viewerCount: number) => void,
  ) {}

  start(): void {
    this.stop();
    this.#timer = setInterval(() => void this.#correct(), interval);
    void this.#correct();
  }

  stop(): void {
    this.#news++;
    clearInterval(this.#timer);
  }

  /** A broadcast told it. */
  heard(viewerCount: number): void {
    this.#news++;
    this.onCount(viewerCount);
  }

  async #correct(): Promise<void> {
    const news = ++this.#news;
    const viewerCount = await this.ask().catch(() => null);
    if (viewerCount !== null && news === this.#news) this.onCount(viewerCount);
  }
}
