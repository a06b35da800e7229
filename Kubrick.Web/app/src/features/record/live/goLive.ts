import { createRecording } from '../../recordings/api/createRecording';
import { getRecording } from '../../recordings/api/getRecording';
import { getStream } from '../../streams/api/getStream';
import type { ChunkKeeper } from '../chunks/ChunkKeeper';
import type { KeptRecording } from '../chunks/KeptRecording';
import { newRecordingOf } from '../chunks/newRecordingOf';
import { audioBitsPerSecond, type QualityPreset } from '../recorder/qualityPresets';
import { LivePublisher } from './LivePublisher';

export type GoLive = (about: KeptRecording, keeper: ChunkKeeper, preset: QualityPreset) => LivePublisher;

/** Streams a recording that has just begun to this page's own server. */
export const goLive: GoLive = (about, keeper, preset) =>
  new LivePublisher({
    source: keeper,
    bytesPerSecond: (preset.videoBitsPerSecond + audioBitsPerSecond) / 8,
    createRecording: async signal => {
      const { id } = await createRecording(newRecordingOf(about, 'hls'), signal);
      keeper.note({ streamId: id });
      return id;
    },
    getRecording,
    getViewerCount: async (id, signal) => (await getStream(id, signal)).viewerCount,
    openSocket: () => new WebSocket(new URL('/ws/stream', window.location.href.replace(/^http/, 'ws'))),
  });
