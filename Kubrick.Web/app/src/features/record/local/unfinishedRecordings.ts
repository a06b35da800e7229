import { describeBrowser } from '../../session/describeBrowser';
import { defaultQuality } from '../recorder/qualityPresets';
import { DiskCopy } from './DiskCopy';
import type { FinishedRecording } from './FinishedRecording';
import { isMissing, listFolders, readJournalText, readMedia, removeFolder } from './opfs';
import { type RecordingInfo, readJournal } from './RecordingInfo';
import { acquireLock, lockedRecordings } from './recordingLocks';

/** A recording of an earlier visit whose copy is still on the disk. */
export interface UnfinishedRecording {
  readonly info: RecordingInfo;
  readonly bytes: number;
}

/** Lists the unfinished recordings, newest first, except those that a tab is recording or uploading now. */
export async function listUnfinished(): Promise<UnfinishedRecording[]> {
  const locked = await lockedRecordings();
  const found: UnfinishedRecording[] = [];
  for (const id of await listFolders()) {
    if (locked.has(id)) continue;
    try {
      const media = await findMedia(id);
      if (media) found.push({ info: infoOf(id, await readJournalText(id).catch(() => ''), media), bytes: media.size });
      else await removeEmpty(id);
    } catch {
      // The disk did not answer, or another tab uses the recording. It stays, and the next search asks again.
    }
  }
  return found.sort((a, b) => b.info.startedAt.localeCompare(a.info.startedAt));
}

/**
 * Opens one for upload. What it says of the recording is what its journal says now: another tab may have changed it after it was listed.
 * @throws Error where another tab has locked it, or it cannot be read.
 */
export async function openUnfinished({ info: { id } }: Pick<UnfinishedRecording, 'info'>): Promise<FinishedRecording> {
  const copy = await DiskCopy.open(id, false);
  try {
    const blob = await readMedia(id);
    return { info: infoOf(id, copy.journal, blob), copy, media: { blob, sha256: null }, endReason: 'stopped' };
  } catch (error) {
    await copy.release();
    throw error;
  }
}

/** Deletes one permanently. @throws Error where another tab has locked it. */
export async function discardUnfinished({ info: { id } }: Pick<UnfinishedRecording, 'info'>): Promise<void> {
  const unlock = await acquireLock(id);
  try {
    await removeFolder(id);
  } finally {
    unlock();
  }
}

/** The bytes of a recording; null if it has none. @throws Error where that cannot be known now, which is no reason to delete it. */
async function findMedia(id: string): Promise<File | null> {
  try {
    const media = await readMedia(id);
    return media.size > 0 ? media : null;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

// Another tab may have started it a moment ago: then it is locked, and stays.
async function removeEmpty(id: string): Promise<void> {
  const unlock = await acquireLock(id).catch(() => null);
  if (!unlock) return;
  try {
    if ((await findMedia(id)) === null) await removeFolder(id);
  } finally {
    unlock();
  }
}

// A recording whose journal cannot be read can still be uploaded, with default details.
function infoOf(id: string, journal: string, media: File): RecordingInfo {
  const info = readJournal(journal);
  if (info) return { ...info, id };
  return {
    id,
    startedAt: new Date(media.lastModified).toISOString(),
    mimeType: 'video/webm',
    quality: defaultQuality,
    title: '',
    recorderName: '',
    metadata: {},
    sessionInfo: describeBrowser(),
    seconds: 0,
  };
}
