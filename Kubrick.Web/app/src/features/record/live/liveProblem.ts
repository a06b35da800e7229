/** Why a stream failed, for people. */
export interface LiveProblem {
  readonly title: string;
  readonly detail: string;
}

export const connectionLost: LiveProblem = {
  title: 'The live stream lost its connection',
  detail: 'The server could not be reached for too long.',
};

export const notProcessed: LiveProblem = {
  title: 'The live stream failed',
  detail: 'The server could not process it.',
};

const closings: Readonly<Record<number, LiveProblem>> = {
  4403: { title: 'Live streaming is turned off', detail: 'This installation does not take live streams now.' },
  4409: { title: 'Another tab or device took the stream over', detail: 'A recording is streamed from one place at a time.' },
  1009: { title: 'The server refused the stream', detail: 'A piece of it was too large.' },
};

/** The problem behind a socket's closing code; null where it is worth connecting again. */
export function problemOfClosing(code: number): LiveProblem | null {
  return closings[code] ?? null;
}

// All else passes: the broker or a service is away for a moment, or the server is full.
const final = new Set([
  'CONFLICT', 'NOT_FOUND', 'INVALID_ID', 'INVALID_FORMAT', 'MISSING_PARAMETER', 'VALIDATION_ERROR', 'FORBIDDEN', 'UNAUTHORIZED',
  'NO_MEDIA', 'INVALID_MEDIA', 'TRANSCODING_FAILED', 'STORAGE_FAILED',
]);

/** The problem behind an error of the server; null where it may pass. */
export function problemOfError(code: string, error: string): LiveProblem | null {
  return final.has(code) ? { title: 'The live stream failed', detail: error } : null;
}
