import type { NewRecording } from '../recordings/api/createRecording';
import type { PauseAttributes } from '../recordings/api/pauses';
import type { RecordingChanges } from '../recordings/api/updateRecording';
import type { UploadSource } from './UploadSource';

/** What is known of a recording at its end. */
export interface Conclusion {
  /** In seconds. */
  readonly duration: number;
  /** How long the recorder has recorded, in seconds, where that is more: the copy lost its end. */
  readonly recordedSeconds?: number | undefined;
  /** SHA-256 of all bytes in hex; null if this browser cannot compute it. */
  readonly sha256: string | null;
  /** The details that changed since the recording was created on the server; null if none did. */
  readonly changes: RecordingChanges | null;
  /** The recorder's pauses; null if there were none. */
  readonly pauses?: PauseAttributes | null;
}

/** A recording to upload. It may still run. */
export interface UploadJob {
  readonly source: UploadSource;
  /** The MIME type without codecs, known once the source has bytes. */
  readonly contentType: () => string;
  /** The id on the server, if an earlier visit created the recording. */
  readonly recordingId?: string | undefined;
  /** How many times the stored file differed and was replaced already. */
  readonly replacements?: number | undefined;
  /** The attributes with which the recording is created. Waits until the user's name is known. */
  readonly describe: (signal: AbortSignal) => Promise<NewRecording>;
  /** Called when the source is finished. */
  readonly conclude: () => Promise<Conclusion>;
  /** Creates the thumbnail of a finished source; null if there is none. */
  readonly thumbnail?: () => Promise<Blob | null>;
  /** Called when the recording is created on the server, so that a later visit can resume the upload. */
  readonly onCreated?: (recordingId: string, attributes: NewRecording) => void;
  /** Called when the server keeps what it has under the recording's id, before this one is created as another recording. */
  readonly onLeft?: () => void;
  /** Called when the server has every byte. */
  readonly onSaved?: () => void;
  /** Called when the stored file differs, before everything is sent again. */
  readonly onReplaced?: (replacements: number) => void;
}
