import { errorName } from '../../../api/errors';

// OPFS layout: recordings/<id>/media contains the bytes, recordings/<id>/journal the RecordingInfo.
const rootName = 'recordings';

async function openRoot(create: boolean): Promise<FileSystemDirectoryHandle | null> {
  const opfs = await navigator.storage.getDirectory();
  try {
    return await opfs.getDirectoryHandle(rootName, { create });
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** The local ids of all recordings on the disk. */
export async function listFolders(): Promise<string[]> {
  if (!hasOpfs()) return [];
  const root = await openRoot(false);
  const names: string[] = [];
  if (root) for await (const name of root.keys()) names.push(name);
  return names;
}

/** Whether the browser offers an origin private file system; it does so only in secure contexts. */
export function hasOpfs(): boolean {
  return 'storage' in navigator && typeof navigator.storage.getDirectory === 'function';
}

/** Opens the bytes of a recording. */
export async function readMedia(id: string): Promise<File> {
  return await readFile(id, 'media');
}

/** Reads the journal of a recording. */
export async function readJournalText(id: string): Promise<string> {
  return await (await readFile(id, 'journal')).text();
}

async function readFile(id: string, name: string): Promise<File> {
  const root = await openRoot(true);
  if (!root) throw new Error('This browser cannot store recordings.');
  const folder = await root.getDirectoryHandle(id);
  return await (await folder.getFileHandle(name)).getFile();
}

/** Deletes a recording. Does nothing if it does not exist. */
export async function removeFolder(id: string): Promise<void> {
  try {
    await (await openRoot(false))?.removeEntry(id, { recursive: true });
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** Whether a file or folder does not exist, as opposed to one that cannot be read now. */
export function isMissing(error: unknown): boolean {
  return errorName(error) === 'NotFoundError';
}
