import type { UploadSource } from '../../upload/UploadSource';
import type { ChunkSink } from '../recorder/Recorder';
import type { RecordedMedia, RecordingInfo } from './RecordingInfo';

/** Bytes that are appended at the end and can be read from any position. */
export interface GrowingBytes {
  /** The length so far. */
  readonly bytes: number;
  /** Called after bytes were appended. */
  onAppended: (() => void) | null;
  /** Reads from `start` to `end` (exclusive), which must not exceed `bytes`. */
  read(start: number, end: number): Promise<ArrayBuffer>;
}

/** The copy of one recording in this browser, which stays until the server has every byte. Bytes count once they are stored. */
export interface LocalCopy extends ChunkSink, GrowingBytes, UploadSource {
  /** Whether everything so far is on the disk, where it survives a crash of the tab. */
  readonly isOnDisk: boolean;
  /** Called once, when `isOnDisk` becomes false. */
  onDiskFailed: ((reason: Error) => void) | null;
  /** Changes what is known about the recording. */
  updateInfo(changes: Partial<RecordingInfo>): void;
  /** Waits until the last byte is stored. Nothing may be appended after it. */
  finish(): Promise<RecordedMedia>;
  /** Closes the copy and keeps it: where `isOnDisk`, a later visit finds it. */
  release(): Promise<void>;
  /** Deletes the copy. */
  discard(): Promise<void>;
}
