import { describeBrowser } from '../../session/describeBrowser';
import { defaultQuality } from '../recorder/qualityPresets';
import { DiskCopy } from './DiskCopy';
import type { FinishedRecording } from './FinishedRecording';
import { readJournalText, listFolders, readMedia, removeFolder } from './opfs';
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
    const bytes = await readMedia(id).then(file => file.size, () => 0);
    if (bytes > 0) found.push({ info: await readInfo(id), bytes });
    else await removeEmpty(id);
  }
  return found.sort((a, b) => b.info.startedAt.localeCompare(a.info.startedAt));
}

/** Opens one for upload. @throws Error where another tab has locked it. */
export async function openUnfinished({ info }: UnfinishedRecording): Promise<FinishedRecording> {
  const copy = await DiskCopy.open(info.id, false);
  const blob = await readMedia(info.id);
  return { info, copy, media: { blob, sha256: null }, endReason: 'stopped' };
}

/** Deletes one permanently. @throws Error where another tab has locked it. */
export async function discardUnfinished({ info }: UnfinishedRecording): Promise<void> {
  const copy = await DiskCopy.open(info.id, false);
  await copy.discard();
}

// Another tab may have started it a moment ago: then it is locked, and stays.
async function removeEmpty(id: string): Promise<void> {
  const unlock = await acquireLock(id).catch(() => null);
  if (!unlock) return;
  try {
    const bytes = await readMedia(id).then(file => file.size, () => 0);
    if (bytes === 0) await removeFolder(id);
  } finally {
    unlock();
  }
}

// A recording whose journal cannot be read can still be uploaded, with default details.
async function readInfo(id: string): Promise<RecordingInfo> {
  const info = await readJournalText(id).then(readJournal, () => null);
  if (info) return { ...info, id };
  const changed = await readMedia(id).then(file => file.lastModified);
  return {
    id,
    startedAt: new Date(changed).toISOString(),
    mimeType: 'video/webm',
    quality: defaultQuality,
    title: '',
    recorderName: '',
    metadata: {},
    sessionInfo: describeBrowser(),
    seconds: 0,
  };
}
