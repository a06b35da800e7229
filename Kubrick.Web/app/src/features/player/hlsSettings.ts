import type { HlsConfig } from 'hls.js/light';
import workerPath from 'hls.js/dist/hls.worker.js?url';

/** The hls.js configuration for streams with about one second of latency, and for recordings. */
export const hlsSettings: Partial<HlsConfig> = {
  lowLatencyMode: true,
  // The module build does not contain the worker, so it is a separate file.
  workerPath,
  backBufferLength: 30,
  // PART-HOLD-BACK (three parts) is more than LiveEdge needs, which controls the playback rate itself.
  liveSyncDuration: 0.7,
  liveSyncOnStallIncrease: 0,
  maxLiveSyncPlaybackRate: 1,
  // A stream without media responds 503. HlsPlayer reports that and retries itself.
  manifestLoadPolicy: {
    default: { maxTimeToFirstByteMs: 10_000, maxLoadTimeMs: 20_000, timeoutRetry: null, errorRetry: null },
  },
};
