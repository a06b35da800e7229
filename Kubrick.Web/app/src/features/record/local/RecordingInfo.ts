import type { Quality } from '../../recordings/api/recording';
import type { BrowserSession } from '../../session/describeBrowser';

/** What is known of a recording that this browser keeps until the server has it. */
export interface RecordingInfo {
  /** This browser's own id, of no meaning to the server. */
  readonly id: string;
  readonly startedAt: string;
  readonly mimeType: string;
  readonly quality: Quality;
  readonly title: string;
  readonly recorderName: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly sessionInfo: BrowserSession;
  /** Recorded time so far in seconds. */
  readonly seconds: number;
  /** The server's id, once it has one. */
  readonly recordingId?: string | undefined;
  /** The server's id of the live stream, where it was one. The copy here may hold more than the stream, so it is uploaded as a recording of its own. */
  readonly streamId?: string | undefined;
}

/** The recording's bytes, whole. */
export interface RecordedMedia {
  readonly blob: Blob;
  /** SHA-256 in hex of the bytes as the recorder gave them. */
  readonly sha256: string;
}

/** Reads the journal: one JSON object a line, later lines change earlier ones; a last line that was cut off is left out. */
export function readJournal(text: string): RecordingInfo | null {
  let info: Partial<RecordingInfo> = {};
  for (const line of text.split('\n')) {
    try {
      info = { ...info, ...(JSON.parse(line) as Partial<RecordingInfo>) };
    } catch {
      // Cut off by a crash, or the empty end.
    }
  }
  return info.id && info.startedAt && info.mimeType && info.quality && info.sessionInfo
    ? { ...info, id: info.id, startedAt: info.startedAt, mimeType: info.mimeType, quality: info.quality, sessionInfo: info.sessionInfo, title: info.title ?? '', recorderName: info.recorderName ?? '', metadata: info.metadata ?? {}, seconds: info.seconds ?? 0 }
    : null;
}
