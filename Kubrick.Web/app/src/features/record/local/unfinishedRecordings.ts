import { describeBrowser } from '../../session/describeBrowser';
import { defaultQuality } from '../recorder/qualityPresets';
import { DiskCopy } from './DiskCopy';
import type { FinishedRecording } from './FinishedRecording';
import { hashBlob } from './hashBlob';
import { readJournalText, listFolders, readMedia, removeFolder } from './opfs';
import { type RecordingInfo, readJournal } from './RecordingInfo';
import { lockedRecordings } from './recordingLocks';

/** A recording of an earlier visit that was not uploaded. */
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
    else await removeFolder(id);
  }
  return found.sort((a, b) => b.info.startedAt.localeCompare(a.info.startedAt));
}

/** Opens one for upload. @throws Error where another tab has locked it. */
export async function openUnfinished({ info }: UnfinishedRecording): Promise<FinishedRecording> {
  const copy = await DiskCopy.open(info.id, false);
  const blob = await readMedia(info.id);
  return { info, copy, media: { blob, sha256: await hashBlob(blob) }, endReason: 'stopped' };
}

/** Deletes one permanently. @throws Error where another tab has locked it. */
export async function discardUnfinished({ info }: UnfinishedRecording): Promise<void> {
  const copy = await DiskCopy.open(info.id, false);
  await copy.discard();
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
