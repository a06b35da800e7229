const interval = 15_000;

/** The number of viewers. Broadcasts report changes at once, but are lost with a connection, so the number is also polled: at the start and every 15 s. */
export class ViewerCount {
  #timer: ReturnType<typeof setInterval> | undefined;
  /** Increases with every broadcast and request; a response to an older request is stale. */
  #version = 0;

  constructor(
    private readonly getViewerCount: () => Promise<number>,
    private readonly onCount: (viewerCount: number) => void,
  ) {}

  start(): void {
    this.stop();
    this.#timer = setInterval(() => void this.#poll(), interval);
    void this.#poll();
  }

  stop(): void {
    this.#version++;
    clearInterval(this.#timer);
  }

  /** Handles a broadcast. */
  onBroadcast(viewerCount: number): void {
    this.#version++;
    this.onCount(viewerCount);
  }

  async #poll(): Promise<void> {
    const version = ++this.#version;
    const viewerCount = await this.getViewerCount().catch(() => null);
    if (viewerCount !== null && version === this.#version) this.onCount(viewerCount);
  }
}
