import type { EndReason } from '../recorder/Recorder';
import type { LocalCopy } from './LocalCopy';
import type { RecordedMedia, RecordingInfo } from './RecordingInfo';

/** A recording that has ended, with its local copy. */
export interface FinishedRecording {
  readonly info: RecordingInfo;
  readonly media: RecordedMedia;
  readonly copy: LocalCopy;
  readonly endReason: EndReason;
  /** Details that were edited after a live recording had been created on the server. */
  readonly changes?: Pick<RecordingInfo, 'title' | 'metadata'> | undefined;
}
