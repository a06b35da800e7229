import { errorName } from '../../../api/errors';

// OPFS layout: recordings/<id>/media holds the bytes, recordings/<id>/journal what is known of them.
const rootName = 'recordings';

async function openRoot(create: boolean): Promise<FileSystemDirectoryHandle | null> {
  const disk = await navigator.storage.getDirectory();
  try {
    return await disk.getDirectoryHandle(rootName, { create });
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** The ids of all recordings on this browser's disk. */
export async function listFolders(): Promise<string[]> {
  if (!hasOpfs()) return [];
  const root = (await openRoot(false));
  const names: string[] = [];
  if (root) for await (const name of root.keys()) names.push(name);
  return names;
}

/** Whether this browser has a disk for pages at all; outside of a secure address it has none. */
export function hasOpfs(): boolean {
  return 'storage' in navigator && typeof navigator.storage.getDirectory === 'function';
}

/** The recording's bytes. */
export async function readMedia(id: string): Promise<File> {
  return await readFile(id, 'media');
}

/** The recording's journal. */
export async function readJournalText(id: string): Promise<string> {
  return await (await readFile(id, 'journal')).text();
}

async function readFile(id: string, name: string): Promise<File> {
  const root = await openRoot(true);
  if (!root) throw new Error('This browser has no disk for recordings.');
  const folder = await root.getDirectoryHandle(id);
  return await (await folder.getFileHandle(name)).getFile();
}

/** Removes a recording; one that is gone already is no fault. */
export async function removeFolder(id: string): Promise<void> {
  try {
    await (await openRoot(false))?.removeEntry(id, { recursive: true });
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

function isMissing(error: unknown): boolean {
  return errorName(error) === 'NotFoundError';
}
