import { request } from '../../api/request';

/** The server's view of this browser. */
export interface ServerSession {
  ipAddress: string;
  timestamp: string;
}

/** GET /api/session-info */
export async function getSessionInfo(signal?: AbortSignal): Promise<ServerSession> {
  return await request<ServerSession>('/api/session-info', { signal });
}
