import type { Store } from '../../state/Store';

/**
 * `starting`: nothing to play yet. `over`: a live stream was watched to its end, `ended`: a recording.
 */
export type PlayerPhase = 'loading' | 'starting' | 'playing' | 'paused' | 'stalled' | 'retrying' | 'over' | 'ended' | 'failed';

export interface PlayerSnapshot {
  readonly phase: PlayerPhase;
  readonly isLive: boolean;
  /** How long ago the picture was taken, in milliseconds; null where that is not known. */
  readonly latencyMs: number | null;
  /** Whether the player keeps to the edge of the stream; not after the viewer paused or went back. */
  readonly isFollowing: boolean;
  /** Why it failed. */
  readonly problem: string | null;
}

/** Something that plays a stream in a video element. */
export interface Player extends Store<PlayerSnapshot> {
  /** Back to the edge of the stream. */
  goLive(): void;
  /** From the beginning: after a failure, or a stream that is over as a recording. */
  restart(): void;
  destroy(): void;
}

export const initialPlayerSnapshot: PlayerSnapshot = { phase: 'loading', isLive: false, latencyMs: null, isFollowing: true, problem: null };
