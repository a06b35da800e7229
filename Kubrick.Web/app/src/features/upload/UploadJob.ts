import type { NewRecording } from '../recordings/api/createRecording';

/** What is to be uploaded. */
export interface UploadJob {
  readonly file: Blob;
  /** The container, without codecs. */
  readonly contentType: string;
  readonly recording: NewRecording;
  /** The length in seconds. */
  readonly duration: number;
  /** The server's id, where an earlier visit had begun. */
  readonly recordingId?: string | undefined;
  /** Makes the thumbnail; null where there is none. */
  readonly thumbnail?: () => Promise<Blob | null>;
  /** Called when the server knows the recording, so that a later visit can go on with it. */
  readonly onCreated?: (recordingId: string) => void;
  /** Called with the recording's status when the server has completed the upload. */
  readonly onDone?: (status: string) => void;
}
