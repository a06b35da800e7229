import { type ErrorData, Events, type default as Hls } from 'hls.js/light';

type Listener = (event: string, data: unknown) => void;

/** A fake of hls.js: the test triggers its events. */
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
    // The test controls the element.
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

  /** A playlist was loaded: live with its edge at `edge` seconds, or complete. */
  update(live: boolean, edge: number): void {
    this.latestLevelDetails = { live, edge, age: 0, fragmentStart: 0, partTarget: 0.2 };
    this.#emit(Events.LEVEL_UPDATED, { details: this.latestLevelDetails });
  }

  fail(data: Partial<ErrorData>): void {
    this.#emit(Events.ERROR, { fatal: true, ...data });
  }

  loaded(): void {
    this.#emit(Events.MANIFEST_PARSED, {});
    this.buffered();
  }

  /** A playlist was loaded, with or without changes. */
  levelLoaded(): void {
    this.#emit(Events.LEVEL_LOADED, {});
  }

  /** A fragment was buffered. */
  buffered(): void {
    this.#emit(Events.FRAG_BUFFERED, {});
  }

  #emit(event: string, data: unknown): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(event, data);
  }
}
