import { type ErrorData, Events, type default as Hls } from 'hls.js/light';

type Listener = (event: string, data: unknown) => void;

/** Stands in for hls.js: the test says what was loaded and what failed. */
export class FakeHls {
  readonly sources: string[] = [];
  starts = 0;
  stops = 0;
  recoveries = 0;
  isDestroyed = false;
  playingDate: Date | null = null;
  latestLevelDetails: { live: boolean; edge: number; age: number; fragmentStart: number; partTarget: number } | null = null;
  readonly #listeners = new Map<string, Listener[]>();

  asHls(): Hls {
    return this as unknown as Hls;
  }

  on(event: string, listener: Listener): void {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
  }

  attachMedia(): void {
    // The test holds the element.
  }

  loadSource(url: string): void {
    this.sources.push(url);
  }

  startLoad(): void {
    this.starts++;
  }

  stopLoad(): void {
    this.stops++;
  }

  recoverMediaError(): void {
    this.recoveries++;
  }

  destroy(): void {
    this.isDestroyed = true;
  }

  /** The playlist came: live with its end at `edge` seconds, or whole. */
  update(live: boolean, edge: number): void {
    this.latestLevelDetails = { live, edge, age: 0, fragmentStart: 0, partTarget: 0.2 };
    this.#say(Events.LEVEL_UPDATED, { details: this.latestLevelDetails });
  }

  fail(data: Partial<ErrorData>): void {
    this.#say(Events.ERROR, { fatal: true, ...data });
  }

  loaded(): void {
    this.#say(Events.MANIFEST_PARSED, {});
    this.buffered();
  }

  /** A playlist came, with or without something new. */
  levelLoaded(): void {
    this.#say(Events.LEVEL_LOADED, {});
  }

  /** A piece was loaded and can be played. */
  buffered(): void {
    this.#say(Events.FRAG_BUFFERED, {});
  }

  #say(event: string, data: unknown): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(event, data);
  }
}
