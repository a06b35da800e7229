export type Quality = '480p' | '720p' | '1080p';

export type RecordingStatus = 'recording' | 'uploading' | 'processing' | 'ready' | 'error' | 'archived';

/** What the server makes of a stored recording: a copy that can be searched, pictures, the waveform. */
export interface Processing {
  readonly state: 'queued' | 'running' | 'done' | 'failed';
  /** Why it failed. */
  readonly reason?: string | null;
}

/** What of a live stream could not be kept. */
export interface RecordingWarning {
  readonly code: string;
  readonly count: number;
  /** One sentence. */
  readonly detail: string;
}

/** A recording on the server, with the attributes that the app reads. */
export interface Recording {
  readonly id: string;
  readonly title: string;
  readonly description?: string | null;
  readonly recorderName: string;
  readonly metadata?: Readonly<Record<string, unknown>> | null;
  readonly duration?: number | null;
  readonly fileBytes?: number | null;
  readonly mimeType?: string | null;
  readonly quality?: Quality | null;
  readonly status: RecordingStatus;
  readonly playbackFormat: 'video' | 'hls';
  readonly isLiveStreaming?: boolean | null;
  readonly errorReason?: string | null;
  /** Which of its stored fields could not be read, and why; null if all could. */
  readonly readError?: string | null;
  /** Whether it must not be deleted, and what is stored of it not replaced. */
  readonly legalHold?: boolean | null;
  readonly warnings?: readonly RecordingWarning[] | null;
  /** Whether the server completed the upload with what had arrived, because the browser that recorded it did not return. */
  readonly recovered?: boolean | null;
  /** How much is missing at least, at the end or in gaps, in seconds; null if unknown. */
  readonly missingSeconds?: number | null;
  /** The SHA-256 of the stored file in hex; null until the server has compared it. */
  readonly sha256?: string | null;
  /** Whether the server has compared the SHA-256 of the stored file. */
  readonly sha256Verified?: boolean | null;
  /** Null where it was never asked for. */
  readonly processing?: Processing | null;
  /** The best copy to play: the original until processing has made a better one. */
  readonly videoUrl?: string | null;
  readonly thumbnailUrl?: string | null;
  readonly recordedAt?: string | null;
  readonly createdAt: string;
}

/** Whether the server is about to change the recording by itself. */
export function isBeingProcessed({ processing }: Pick<Recording, 'processing'>): boolean {
  return processing?.state === 'queued' || processing?.state === 'running';
}

export interface RecordingResource {
  readonly id: string;
  readonly type: 'recordings';
  readonly attributes: Omit<Recording, 'id'>;
}

export function fromResource({ id, attributes }: RecordingResource): Recording {
  return { ...attributes, id };
}
