/** The state of a stream, as in the contract. */
export interface FakeStreamState extends Record<string, unknown> {
  recordingId: string;
  status: string;
  viewers: Set<string>;
}

const defaults = {
  startTime: Date.UTC(2026, 0, 1, 10),
  endTime: null,
  duration: 61_000,
  segmentsUploaded: 30,
  bytesUploaded: 1_234_567,
  lastActivity: Date.UTC(2026, 0, 1, 10, 1),
  error: null,
  transcoder: { isRunning: true, segmentCount: 30, bytesReceived: 2_000_000, errors: [] },
};

/** The streams of the fake backend, with their viewers. */
export class FakeStreams {
  readonly all = new Map<string, FakeStreamState>();

  add(recordingId: string, attributes: Record<string, unknown> = {}): FakeStreamState {
    const stream = { ...defaults, recordingId, status: 'live', manifestUrl: `/api/streams/${recordingId}/hls/manifest.m3u8`, viewers: new Set<string>(), ...attributes };
    this.all.set(recordingId, stream);
    return stream;
  }

  /** GET /api/streams/status */
  status() {
    const streams = [...this.all.values()].map(({ viewers, ...state }) => ({ ...state, viewerCount: viewers.size }));
    const attributes = {
      totalStreams: streams.length,
      activeStreams: streams.filter(({ status }) => status === 'live').length,
      totalViewers: streams.reduce((sum, { viewerCount }) => sum + viewerCount, 0),
      totalSegmentsUploaded: 30 * streams.length,
      totalBytesUploaded: 1_234_567 * streams.length,
      streams,
      featureFlags: { liveStreaming: true },
    };
    return { data: { type: 'stream-status', attributes } };
  }

  /** POST and DELETE /api/streams/:id/viewer; null if there is no such stream. */
  viewer(method: string, recordingId: string, viewerId: string) {
    const stream = this.all.get(recordingId);
    if (!stream) return null;
    if (method === 'DELETE') stream.viewers.delete(viewerId);
    else stream.viewers.add(viewerId);
    return { data: { type: 'viewer-registration', attributes: { viewerId, viewerCount: stream.viewers.size } } };
  }
}
