import type { Store } from '../../state/Store';

/** `starting`: nothing is playable yet. `over`: the end of a live stream. `ended`: the end of a recording. */
export type PlayerPhase = 'loading' | 'starting' | 'playing' | 'paused' | 'stalled' | 'retrying' | 'over' | 'ended' | 'failed';

export interface PlayerSnapshot {
  readonly phase: PlayerPhase;
  readonly isLive: boolean;
  /** The age of the current frame in milliseconds; null if unknown. */
  readonly latencyMs: number | null;
  /** Whether the player stays at the edge of the stream; false after the viewer paused or seeked back. */
  readonly isFollowing: boolean;
  /** Why playback failed; null unless the phase is `failed`. */
  readonly problem: string | null;
}

/** Plays a stream in a video element. */
export interface Player extends Store<PlayerSnapshot> {
  /** Seeks to the edge of the stream. */
  goLive(): void;
  /** Loads the URL again: after a failure, or to watch an ended stream from the start. */
  restart(): void;
  destroy(): void;
}

export const initialPlayerSnapshot: PlayerSnapshot = { phase: 'loading', isLive: false, latencyMs: null, isFollowing: true, problem: null };
