import type { ChunkSink } from '../Recorder';
import type { KeptMedia, KeptRecording } from './KeptRecording';

/** Keeps one recording's bytes in this browser until the server has them. */
export interface ChunkKeeper extends ChunkSink {
  /** Whether a crash of the tab would leave everything so far on the disk. */
  readonly isSafe: boolean;
  /** Called once, when `isSafe` becomes false. */
  onUnsafe: ((reason: Error) => void) | null;
  /** Changes what is known of the recording. */
  note(changes: Partial<KeptRecording>): void;
  /** Waits for the last byte to be kept. Nothing may be appended after it. */
  finish(): Promise<KeptMedia>;
  /** Lets the recording go without forgetting it: where `isSafe`, a later visit finds it. */
  release(): Promise<void>;
  /** Forgets the recording. */
  discard(): Promise<void>;
}
