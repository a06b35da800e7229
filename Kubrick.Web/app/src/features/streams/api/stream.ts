export type StreamStatus = 'starting' | 'live' | 'reconnecting' | 'stopping' | 'ended' | 'error';

/** A stream's state on the server, with the attributes that the app reads. Times are in Unix milliseconds. */
export interface StreamState {
  readonly recordingId: string;
  readonly status: StreamStatus;
  readonly startTime: number;
  readonly endTime?: number | null;
  /** In milliseconds. */
  readonly duration: number;
  readonly viewerCount: number;
  readonly segmentsUploaded: number;
  readonly bytesUploaded: number;
  readonly manifestUrl: string;
  readonly error?: string | null;
  readonly recording?: { readonly title?: string | null; readonly recorderName?: string | null; readonly quality?: string | null } | null;
}

export interface StreamsStatus {
  readonly totalStreams: number;
  readonly activeStreams: number;
  readonly totalViewers: number;
  readonly totalSegmentsUploaded: number;
  readonly totalBytesUploaded: number;
  readonly streams: readonly StreamState[];
}

const active: ReadonlySet<StreamStatus> = new Set(['starting', 'live', 'reconnecting', 'stopping']);

export function isActive({ status }: Pick<StreamState, 'status'>): boolean {
  return active.has(status);
}

/** Running streams first, then by start time, newest first. */
export function inOrder(streams: readonly StreamState[]): readonly StreamState[] {
  return [...streams].sort((a, b) => Number(isActive(b)) - Number(isActive(a)) || b.startTime - a.startTime);
}
