import type { RecorderEnd } from '../recorder/Recorder';
import type { ChunkKeeper } from './ChunkKeeper';
import type { KeptMedia, KeptRecording } from './KeptRecording';

/** A recording that is over and waits to be uploaded. */
export interface RecordedInterview {
  readonly about: KeptRecording;
  readonly media: KeptMedia;
  readonly keeper: ChunkKeeper;
  readonly end: RecorderEnd;
  /** What was changed after the server was told, where the recording was streamed. */
  readonly changes?: Pick<KeptRecording, 'title' | 'metadata'> | undefined;
}
