/** The messages that the server sends to a publisher, without those that a publisher ignores. */
export type ServerMessage =
  | { readonly type: 'started'; readonly recordingId: string }
  | { readonly type: 'stopped'; readonly recordingId: string; readonly status: string }
  | { readonly type: 'streamEnded'; readonly recordingId: string; readonly status: string }
  | { readonly type: 'viewerJoined' | 'viewerLeft'; readonly recordingId: string; readonly viewerCount: number }
  | { readonly type: 'error'; readonly code: string; readonly error: string; readonly isWarning: boolean }
  | { readonly type: 'recovered'; readonly recordingId: string; readonly code: string }
  | { readonly type: 'pong' };

/** Parses a message; null for unknown or malformed ones. */
export function readServerMessage(data: unknown): ServerMessage | null {
  if (typeof data !== 'string') return null;
  const message = parse(data);
  const recordingId = text(message.recordingId);
  switch (message.type) {
    case 'started':
      return { type: 'started', recordingId };
    case 'stopped':
    case 'streamEnded':
      return { type: message.type, recordingId, status: text(message.status) || 'ended' };
    case 'viewerJoined':
    case 'viewerLeft':
      return typeof message.viewerCount === 'number' ? { type: message.type, recordingId, viewerCount: message.viewerCount } : null;
    case 'error':
      return { type: 'error', code: text(message.code), error: text(message.error) || 'The server reported an error.', isWarning: message.severity === 'warning' };
    case 'recovered':
      return { type: 'recovered', recordingId, code: text(message.code) };
    case 'pong':
      return { type: 'pong' };
    default:
      return null;
  }
}

function parse(data: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
