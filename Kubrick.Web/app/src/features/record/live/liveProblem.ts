/** Why a stream failed, as shown to the user. */
export interface LiveProblem {
  readonly title: string;
  readonly detail: string;
}

export const connectionLost: LiveProblem = {
  title: 'Live stream disconnected',
  detail: 'Can’t reach the server.',
};

export const notProcessed: LiveProblem = {
  title: 'Live stream failed',
  detail: 'The server could not process the stream.',
};

const problemsByCode: Readonly<Record<number, LiveProblem>> = {
  4403: { title: 'Live streaming is turned off', detail: 'This server does not accept live streams right now.' },
  4409: { title: 'Another tab or device took over the stream', detail: 'A recording can be streamed from one place at a time.' },
  1009: { title: 'The server rejected the stream', detail: 'A chunk was too large.' },
};

/** The problem behind a WebSocket close code; null where reconnecting may help. */
export function problemOfClosing(code: number): LiveProblem | null {
  return problemsByCode[code] ?? null;
}

// All other errors are temporary: the broker or a service is unavailable, or the server is at its limit.
const permanent = new Set([
  'CONFLICT', 'NOT_FOUND', 'INVALID_ID', 'INVALID_FORMAT', 'MISSING_PARAMETER', 'VALIDATION_ERROR', 'FORBIDDEN', 'UNAUTHORIZED',
  'NO_MEDIA', 'INVALID_MEDIA', 'TRANSCODING_FAILED', 'STORAGE_FAILED',
]);

/** The problem behind an error message of the server; null where it may be temporary. */
export function problemOfError(code: string, error: string): LiveProblem | null {
  return permanent.has(code) ? { title: 'Live stream failed', detail: error } : null;
}
