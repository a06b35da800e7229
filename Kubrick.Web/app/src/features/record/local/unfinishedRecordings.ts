import { describeBrowser } from '../../session/describeBrowser';
import { defaultQuality } from '../recorder/qualityPresets';
import { DiskCopy } from './DiskCopy';
import type { FinishedRecording } from './FinishedRecording';
import { hashBlob } from './hashBlob';
import { readJournalText, listFolders, readMedia, removeFolder } from './opfs';
import { type RecordingInfo, readJournal } from './RecordingInfo';
import { lockedRecordings } from './recordingLocks';

/** A recording that an earlier visit left on the disk. */
export interface UnfinishedRecording {
  readonly info: RecordingInfo;
  readonly bytes: number;
}

/** What earlier visits left, newest first. Recordings that another tab is making or sending now are not among them. */
export async function listUnfinished(): Promise<UnfinishedRecording[]> {
  const held = await lockedRecordings();
  const found: UnfinishedRecording[] = [];
  for (const id of await listFolders()) {
    if (held.has(id)) continue;
    const bytes = await readMedia(id).then(file => file.size, () => 0);
    if (bytes > 0) found.push({ info: await readAbout(id), bytes });
    else await removeFolder(id);
  }
  return found.sort((a, b) => b.info.startedAt.localeCompare(a.info.startedAt));
}

/** Takes one up again, to be uploaded. @throws Error where another tab was faster. */
export async function openUnfinished({ info }: UnfinishedRecording): Promise<FinishedRecording> {
  const copy = await DiskCopy.open(info.id, false);
  const blob = await readMedia(info.id);
  return { info, copy, media: { blob, sha256: await hashBlob(blob) }, endReason: 'stopped' };
}

/** Removes one for good. @throws Error where another tab holds it. */
export async function discardUnfinished({ info }: UnfinishedRecording): Promise<void> {
  const copy = await DiskCopy.open(info.id, false);
  await copy.discard();
}

// Bytes whose journal cannot be read are still a recording.
async function readAbout(id: string): Promise<RecordingInfo> {
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
