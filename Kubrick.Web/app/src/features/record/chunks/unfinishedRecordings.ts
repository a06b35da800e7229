import { describeBrowser } from '../../session/describeBrowser';
import { defaultQuality } from '../recorder/qualityPresets';
import { DiskKeeper } from './DiskKeeper';
import { hashBlob } from './hashBlob';
import { journalText, listFolders, mediaFile, removeFolder } from './keptFolders';
import { type KeptRecording, readJournal } from './KeptRecording';
import { heldRecordings } from './locks';
import type { RecordedInterview } from './RecordedInterview';

/** A recording that an earlier visit left on the disk. */
export interface UnfinishedRecording {
  readonly about: KeptRecording;
  readonly bytes: number;
}

/** What earlier visits left, newest first. Recordings that another tab is making or sending now are not among them. */
export async function listUnfinished(): Promise<UnfinishedRecording[]> {
  const held = await heldRecordings();
  const found: UnfinishedRecording[] = [];
  for (const id of await listFolders()) {
    if (held.has(id)) continue;
    const bytes = await mediaFile(id).then(file => file.size, () => 0);
    if (bytes > 0) found.push({ about: await readAbout(id), bytes });
    else await removeFolder(id);
  }
  return found.sort((a, b) => b.about.startedAt.localeCompare(a.about.startedAt));
}

/** Takes one up again, to be uploaded. @throws Error where another tab was faster. */
export async function takeUp({ about }: UnfinishedRecording): Promise<RecordedInterview> {
  const keeper = await DiskKeeper.open(about.id, false);
  const blob = await mediaFile(about.id);
  return { about, keeper, media: { blob, sha256: await hashBlob(blob) }, end: 'asked' };
}

/** Removes one for good. @throws Error where another tab holds it. */
export async function discardUnfinished({ about }: UnfinishedRecording): Promise<void> {
  const keeper = await DiskKeeper.open(about.id, false);
  await keeper.discard();
}

// Bytes whose journal cannot be read are still a recording.
async function readAbout(id: string): Promise<KeptRecording> {
  const about = await journalText(id).then(readJournal, () => null);
  if (about) return { ...about, id };
  const changed = await mediaFile(id).then(file => file.lastModified);
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
