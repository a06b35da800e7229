import type { ChunkSink } from '../recorder/Recorder';
import type { KeptMedia, KeptRecording } from './KeptRecording';

/** Bytes that grow at their end and can be read from anywhere. */
export interface GrowingBytes {
  /** How many there are so far. */
  readonly bytes: number;
  /** Called whenever there are more. */
  onGrown: (() => void) | null;
  /** Reads from `start` up to `end`, which must be there. */
  read(start: number, end: number): Promise<ArrayBuffer>;
}

/** Keeps one recording's bytes in this browser until the server has them. Bytes count once they are kept. */
export interface ChunkKeeper extends ChunkSink, GrowingBytes {
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
