import { Sha256 } from './Sha256';

/** What the page asks of the worker. Every request is answered, in order. */
export type DiskRequest =
  | { readonly type: 'open'; readonly folder: string; readonly media: boolean }
  | { readonly type: 'append'; readonly bytes: ArrayBuffer }
  | { readonly type: 'note'; readonly line: string }
  | { readonly type: 'read'; readonly start: number; readonly end: number }
  /** No more bytes; notes may still come. */
  | { readonly type: 'close' }
  /** Lets go of the files. */
  | { readonly type: 'end' };

export type DiskResponse = { readonly ok: true; readonly sha256?: string; readonly bytes?: number; readonly read?: ArrayBuffer } | { readonly ok: false; readonly error: string; readonly name: string };

interface SyncAccessHandle {
  write(data: BufferSource, options?: { at?: number }): number;
  read(into: BufferSource, options?: { at?: number }): number;
  truncate(size: number): void;
  getSize(): number;
  flush(): void;
  close(): void;
}

interface SyncFileHandle extends FileSystemFileHandle {
  createSyncAccessHandle(): Promise<SyncAccessHandle>;
}

let media: SyncAccessHandle | undefined;
let journal: SyncAccessHandle | undefined;
const hash = new Sha256();
let written = 0;
let refused: Error | undefined;

async function open(folder: string, withMedia: boolean): Promise<void> {
  const root = await navigator.storage.getDirectory();
  const all = await root.getDirectoryHandle('recordings', { create: true });
  const own = await all.getDirectoryHandle(folder, { create: true });
  if (withMedia) media = await openFile(own, 'media');
  journal = await openFile(own, 'journal');
}

async function openFile(folder: FileSystemDirectoryHandle, name: string): Promise<SyncAccessHandle> {
  const file = (await folder.getFileHandle(name, { create: true })) as SyncFileHandle;
  return await file.createSyncAccessHandle();
}

function append(bytes: Uint8Array<ArrayBuffer>): void {
  hash.update(bytes);
  // After one chunk was refused the file would have a hole: it stays the beginning, and the page keeps all the rest.
  if (refused) throw refused;
  try {
    if (!media) throw new Error('No recording is open.');
    writeAll(media, bytes, written);
    media.flush();
    written += bytes.length;
  } catch (error) {
    refused = error instanceof Error ? error : new Error(String(error));
    media?.truncate(written);
    throw refused;
  }
}

function note(line: string): void {
  if (!journal) throw new Error('No recording is open.');
  writeAll(journal, new TextEncoder().encode(`${line}\n`), journal.getSize());
  journal.flush();
}

function writeAll(file: SyncAccessHandle, bytes: Uint8Array<ArrayBuffer>, at: number): void {
  const count = file.write(bytes, { at });
  if (count !== bytes.length) throw new DOMException(`Only ${count} of ${bytes.length} bytes were written.`, 'QuotaExceededError');
}

function read(start: number, end: number): DiskResponse {
  if (!media) throw new Error('No recording is open.');
  const bytes = new ArrayBuffer(end - start);
  const count = media.read(bytes, { at: start });
  if (count !== bytes.byteLength) throw new Error(`Only ${count} of ${bytes.byteLength} bytes were read.`);
  return { ok: true, read: bytes };
}

function close(): DiskResponse {
  media?.close();
  media = undefined;
  return { ok: true, sha256: hash.hex(), bytes: written };
}

async function answer(request: DiskRequest): Promise<DiskResponse> {
  try {
    switch (request.type) {
      case 'open':
        await open(request.folder, request.media);
        return { ok: true };
      case 'append':
        append(new Uint8Array(request.bytes));
        return { ok: true };
      case 'note':
        note(request.line);
        return { ok: true };
      case 'read':
        return read(request.start, request.end);
      case 'close':
        return close();
      case 'end':
        media?.close();
        journal?.close();
        return { ok: true };
    }
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error), name: error instanceof Error ? error.name : 'Error' };
  }
}

let last = Promise.resolve();
self.onmessage = ({ data }: MessageEvent<DiskRequest>) => {
  last = last.then(async () => {
    const answered = await answer(data);
    self.postMessage(answered, { transfer: answered.ok && answered.read ? [answered.read] : [] });
  });
};
