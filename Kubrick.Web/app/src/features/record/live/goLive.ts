import { createRecording } from '../../recordings/api/createRecording';
import { getRecording } from '../../recordings/api/getRecording';
import { getStream } from '../../streams/api/getStream';
import type { LocalCopy } from '../local/LocalCopy';
import { newRecordingOf } from '../local/newRecordingOf';
import type { RecordingInfo } from '../local/RecordingInfo';
import { audioBitsPerSecond, type QualityPreset } from '../recorder/qualityPresets';
import { LivePublisher } from './LivePublisher';

export type GoLive = (info: RecordingInfo, copy: LocalCopy, preset: QualityPreset) => LivePublisher;

/** Streams a recording that has just started to the server of this page. */
export const goLive: GoLive = (info, copy, preset) =>
  new LivePublisher({
    source: copy,
    sha256: async () => (await copy.finish()).sha256,
    bytesPerSecond: (preset.videoBitsPerSecond + audioBitsPerSecond) / 8,
    createRecording: async signal => {
      const { id } = await createRecording(newRecordingOf(info, 'hls'), signal);
      copy.updateInfo({ streamId: id });
      return id;
    },
    getRecording,
    getViewerCount: async (id, signal) => (await getStream(id, signal)).viewerCount,
    openSocket: () => new WebSocket(new URL('/ws/stream', window.location.href.replace(/^http/, 'ws'))),
  });
