import type { Pause } from '../../recordings/api/pauses';
import type { Quality } from '../../recordings/api/recording';
import type { BrowserSession } from '../../session/describeBrowser';

/** The details that can still change while a recording runs. */
export interface RecordingDetails {
  readonly title: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** What is known about a recording of this browser. */
export interface RecordingInfo {
  /** Local id; the server does not know it. */
  readonly id: string;
  readonly startedAt: string;
  readonly mimeType: string;
  readonly quality: Quality;
  readonly title: string;
  readonly recorderName: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly sessionInfo: BrowserSession;
  /** Recorded time so far, in seconds. */
  readonly seconds: number;
  /** The recorded time that the disk has, in seconds, where it became full: the rest is in the memory of the tab that recorded. */
  readonly diskSeconds?: number | undefined;
  /** The pauses by their number, so that a journal line has only the one that changed. */
  readonly pauses?: Readonly<Record<string, Pause>> | undefined;
  /** The id on the server, once the upload has created it; null if what the server has under it is to stay as it is. */
  readonly recordingId?: string | null | undefined;
  /** The details that the server got. */
  readonly sent?: RecordingDetails | undefined;
  /** When the server had every byte; null if it turned out otherwise. The copy stays until the server has compared the SHA-256. */
  readonly savedAt?: string | null | undefined;
  /** The SHA-256 of what was saved. The file on the disk is shorter where the disk became full. */
  readonly savedSha256?: string | null | undefined;
  /** The length of what was saved. */
  readonly savedBytes?: number | undefined;
  /** Whether the user stopped the upload, or deleted the recording on the server: it is offered, but not uploaded by itself. */
  readonly isHeld?: boolean | undefined;
  /** How many times the stored file differed and was replaced. */
  readonly replacements?: number | undefined;
  /** The id of the live recording on the server. The local copy may contain more than the stream, so it is uploaded as a separate recording. */
  readonly streamId?: string | undefined;
}

/** All bytes of a recording. */
export interface RecordedMedia {
  readonly blob: Blob;
  /** SHA-256 in hex of the bytes as MediaRecorder produced them; null if it is not computed yet, or cannot be. */
  readonly sha256: string | null;
}

/** What is known after some of it has changed. */
export function withChanges<T extends Partial<RecordingInfo>>(info: T, changes: Partial<RecordingInfo>): T {
  return { ...info, ...changes, ...(changes.pauses && { pauses: { ...info.pauses, ...changes.pauses } }) };
}

/** The pauses in their order. */
export function pausesOf({ pauses = {} }: Pick<RecordingInfo, 'pauses'>): Pause[] {
  return Object.entries(pauses)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, pause]) => pause);
}

/** Reads a journal: one JSON object per line; later lines override earlier ones. Lines that do not parse are skipped. @returns Null if the first line is missing. */
export function readJournal(text: string): RecordingInfo | null {
  let info: Partial<RecordingInfo> = {};
  for (const line of text.split('\n')) {
    try {
      info = withChanges(info, JSON.parse(line) as Partial<RecordingInfo>);
    } catch {
      // The line is empty, or was truncated by a crash.
    }
  }
  const { id, startedAt, mimeType, quality, sessionInfo } = info;
  if (!id || !startedAt || !mimeType || !quality || !sessionInfo) return null;
  return { title: '', recorderName: '', metadata: {}, seconds: 0, ...info, id, startedAt, mimeType, quality, sessionInfo };
}
