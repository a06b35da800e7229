import { createSHA256 } from 'hash-wasm';

/** Requests of the page. The worker responds to each, in order. */
export type DiskRequest =
  | { readonly type: 'open'; readonly folder: string; readonly withMedia: boolean }
  | { readonly type: 'append'; readonly bytes: ArrayBuffer }
  | { readonly type: 'journal'; readonly line: string }
  | { readonly type: 'read'; readonly start: number; readonly end: number }
  /** No more bytes follow; journal lines may. */
  | { readonly type: 'closeMedia' }
  /** Closes all files. */
  | { readonly type: 'close' };

export type DiskResponse = { readonly ok: true; readonly sha256?: string; readonly read?: ArrayBuffer } | { readonly ok: false; readonly error: string };

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
// The digest covers the bytes as MediaRecorder produced them, before they reach the disk or the network. Without WebAssembly there is none.
const hashing = createSHA256().then(
  hash => hash.init(),
  () => null,
);
let written = 0;
let writeError: Error | undefined;

async function open(name: string, withMedia: boolean): Promise<void> {
  const root = await navigator.storage.getDirectory();
  const recordings = await root.getDirectoryHandle('recordings', { create: true });
  const folder = await recordings.getDirectoryHandle(name, { create: true });
  if (withMedia) media = await openFile(folder, 'media');
  journal = await openFile(folder, 'journal');
}

async function openFile(folder: FileSystemDirectoryHandle, name: string): Promise<SyncAccessHandle> {
  const file = (await folder.getFileHandle(name, { create: true })) as SyncFileHandle;
  return await file.createSyncAccessHandle();
}

async function append(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  (await hashing)?.update(bytes);
  // After one failed write, a later one would leave a hole in the file. The page keeps all further chunks in memory.
  if (writeError) throw writeError;
  try {
    if (!media) throw new Error('No recording is open.');
    writeAll(media, bytes, written);
    media.flush();
    written += bytes.length;
  } catch (error) {
    writeError = error instanceof Error ? error : new Error(String(error));
    media?.truncate(written);
    throw writeError;
  }
}

function appendToJournal(line: string): void {
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

async function closeMedia(): Promise<DiskResponse> {
  media?.close();
  media = undefined;
  const hash = await hashing;
  return { ok: true, ...(hash && { sha256: hash.digest('hex') }) };
}

async function handle(request: DiskRequest): Promise<DiskResponse> {
  try {
    switch (request.type) {
      case 'open':
        await open(request.folder, request.withMedia);
        return { ok: true };
      case 'append':
        await append(new Uint8Array(request.bytes));
        return { ok: true };
      case 'journal':
        appendToJournal(request.line);
        return { ok: true };
      case 'read':
        return read(request.start, request.end);
      case 'closeMedia':
        return await closeMedia();
      case 'close':
        media?.close();
        journal?.close();
        return { ok: true };
    }
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) };
  }
}

let last = Promise.resolve();
self.onmessage = ({ data }: MessageEvent<DiskRequest>) => {
  last = last.then(async () => {
    const response = await handle(data);
    self.postMessage(response, { transfer: response.ok && response.read ? [response.read] : [] });
  });
};
