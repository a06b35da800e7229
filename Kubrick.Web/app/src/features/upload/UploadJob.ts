import type { NewRecording } from '../recordings/api/createRecording';

/** A recording to upload. */
export interface UploadJob {
  readonly file: Blob;
  /** The MIME type without codecs. */
  readonly contentType: string;
  readonly recording: NewRecording;
  /** In seconds. */
  readonly duration: number;
  /** The id on the server, if an earlier visit created the recording. */
  readonly recordingId?: string | undefined;
  /** Creates the thumbnail; null if there is none. */
  readonly thumbnail?: () => Promise<Blob | null>;
  /** Called when the recording is created on the server, so that a later visit can resume the upload. */
  readonly onCreated?: (recordingId: string) => void;
  /** Called with the recording's status when the server has completed the upload. */
  readonly onDone?: (status: string) => void;
}
