import type { HlsConfig } from 'hls.js/light';
import workerPath from 'hls.js/dist/hls.worker.js?url';

/** How hls.js is set for streams that are about a second behind, and for recordings. */
export const hlsSettings: Partial<HlsConfig> = {
  lowLatencyMode: true,
  // A file of its own: the module build has no worker inside.
  workerPath,
  backBufferLength: 30,
  // The spec's hold-back of three parts is for players without a rate control of their own.
  liveSyncDuration: 0.7,
  liveSyncOnStallIncrease: 0,
  maxLiveSyncPlaybackRate: 1,
  // A stream that has not begun answers 503, which the player shows and asks again by itself.
  manifestLoadPolicy: {
    default: { maxTimeToFirstByteMs: 10_000, maxLoadTimeMs: 20_000, timeoutRetry: null, errorRetry: null },
  },
};
