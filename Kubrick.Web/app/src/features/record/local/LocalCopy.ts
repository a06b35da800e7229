import type { ChunkSink } from '../recorder/Recorder';
import type { RecordedMedia, RecordingInfo } from './RecordingInfo';

/** Bytes that grow at their end and can be read from anywhere. */
export interface GrowingBytes {
  /** How many there are so far. */
  readonly bytes: number;
  /** Called whenever there are more. */
  onAppended: (() => void) | null;
  /** Reads from `start` up to `end`, which must be there. */
  read(start: number, end: number): Promise<ArrayBuffer>;
}

/** Keeps one recording's bytes in this browser until the server has them. Bytes count once they are kept. */
export interface LocalCopy extends ChunkSink, GrowingBytes {
  /** Whether a crash of the tab would leave everything so far on the disk. */
  readonly isOnDisk: boolean;
  /** Called once, when `isOnDisk` becomes false. */
  onDiskFailed: ((reason: Error) => void) | null;
  /** Changes what is known of the recording. */
  updateInfo(changes: Partial<RecordingInfo>): void;
  /** Waits for the last byte to be kept. Nothing may be appended after it. */
  finish(): Promise<RecordedMedia>;
  /** Lets the recording go without forgetting it: where `isOnDisk`, a later visit finds it. */
  release(): Promise<void>;
  /** Forgets the recording. */
  discard(): Promise<void>;
}
