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

export type DiskResponse =
  | { readonly ok: true; readonly sha256?: string; readonly read?: ArrayBuffer; readonly journal?: string }
  | { readonly ok: false; readonly error: string };

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

/** How much of a chunk that did not fit is given up when the journal needs room. */
const roomForJournal = 64 * 1024;

/** The files of one recording in the origin private file system. Only a worker can open them for writing, and only one at a time. */
export class RecordingFiles {
  #media: SyncAccessHandle | undefined;
  #journal: SyncAccessHandle | undefined;
  // The digest covers the bytes as MediaRecorder produced them, before they reach the disk or the network. Without WebAssembly there is none.
  readonly #hashing = createSHA256().then(
    hash => hash.init(),
    () => null,
  );
  #written = 0;
  #writeError: Error | undefined;
  /** Journal lines that were refused since the last one that was written. */
  #refusedLines = 0;
  #hasMadeRoom = false;
  /** Whether the journal may end in the middle of a line, which a crash or a full disk has left. */
  #isLineOpen = true;

  /** Does what a request asks for. Never rejects. The caller waits for the response before the next request. */
  async handle(request: DiskRequest): Promise<DiskResponse> {
    try {
      switch (request.type) {
        case 'open':
          return { ok: true, journal: await this.#open(request.folder, request.withMedia) };
        case 'append':
          await this.#append(new Uint8Array(request.bytes));
          return { ok: true };
        case 'journal':
          this.#appendToJournal(request.line);
          return { ok: true };
        case 'read':
          return this.#read(request.start, request.end);
        case 'closeMedia':
          return await this.#closeMedia();
        case 'close':
          this.#close();
          return { ok: true };
      }
    } catch (error) {
      return { ok: false, error: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Opens the files. @returns What the journal says. */
  async #open(name: string, isNew: boolean): Promise<string> {
    const root = await navigator.storage.getDirectory();
    const recordings = await root.getDirectoryHandle('recordings', { create: true });
    const folder = await recordings.getDirectoryHandle(name, { create: isNew });
    try {
      if (isNew) this.#media = await openFile(folder, 'media');
      this.#journal = await openFile(folder, 'journal');
    } catch (error) {
      this.#close();
      throw error;
    }
    return readText(this.#journal);
  }

  async #append(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    (await this.#hashing)?.update(bytes);
    // After one failed write, a later one would leave a hole in the file. The page keeps all further chunks in memory.
    if (this.#writeError) throw this.#writeError;
    try {
      if (!this.#media) throw new Error('No recording is open.');
      writeAll(this.#media, bytes, this.#written);
      this.#media.flush();
      this.#written += bytes.length;
    } catch (error) {
      // What was written of the chunk stays: it continues the file, and is all there is of it if the tab is being closed, when writes fail in the middle.
      this.#writeError = error instanceof Error ? error : new Error(String(error));
      throw this.#writeError;
    }
  }

  #appendToJournal(line: string): void {
    const journal = this.#journal;
    if (!journal) throw new Error('No recording is open.');
    const end = journal.getSize();
    const lineBreak = this.#isLineOpen && end > 0 ? '\n' : '';
    const text = new TextEncoder().encode(`${lineBreak}${line}\n`);
    this.#isLineOpen = true;
    try {
      this.#writeLine(journal, text, end);
    } catch (error) {
      this.#refusedLines++;
      if (this.#refusedLines < 2 || !this.#makeRoom()) throw error;
      this.#writeLine(journal, text, end);
    }
    this.#refusedLines = 0;
    this.#isLineOpen = false;
  }

  /** Writes the whole line or nothing of it. */
  #writeLine(journal: SyncAccessHandle, text: Uint8Array<ArrayBuffer>, end: number): void {
    try {
      writeAll(journal, text, end);
      journal.flush();
    } catch (error) {
      journal.truncate(end);
      throw error;
    }
  }

  /**
   * Gives up the end of a chunk of which only a part was written, once. Not at the first line that is refused: while a tab is being closed, lines are refused, too.
   * @returns Whether there is room now.
   */
  #makeRoom(): boolean {
    const media = this.#media;
    if (!media || !this.#writeError || this.#hasMadeRoom) return false;
    const size = media.getSize();
    if (size <= this.#written) return false;
    media.truncate(Math.max(this.#written, size - roomForJournal));
    this.#hasMadeRoom = true;
    return true;
  }

  #read(start: number, end: number): DiskResponse {
    if (!this.#media) throw new Error('No recording is open.');
    const bytes = new ArrayBuffer(end - start);
    const count = this.#media.read(bytes, { at: start });
    if (count !== bytes.byteLength) throw new Error(`Only ${count} of ${bytes.byteLength} bytes were read.`);
    return { ok: true, read: bytes };
  }

  async #closeMedia(): Promise<DiskResponse> {
    try {
      // From here on the journal, which has to say what was saved, cannot make room. The page has the whole chunk.
      this.#makeRoom();
    } finally {
      this.#media?.close();
      this.#media = undefined;
    }
    const hash = await this.#hashing;
    return { ok: true, ...(hash && { sha256: hash.digest('hex') }) };
  }

  #close(): void {
    this.#media?.close();
    this.#journal?.close();
    this.#media = undefined;
    this.#journal = undefined;
  }
}

async function openFile(folder: FileSystemDirectoryHandle, name: string): Promise<SyncAccessHandle> {
  const file = (await folder.getFileHandle(name, { create: true })) as SyncFileHandle;
  return await file.createSyncAccessHandle();
}

// A journal that cannot be read does not keep its recording from being uploaded.
function readText(file: SyncAccessHandle): string {
  try {
    const bytes = new Uint8Array(file.getSize());
    return new TextDecoder().decode(bytes.subarray(0, file.read(bytes, { at: 0 })));
  } catch {
    return '';
  }
}

function writeAll(file: SyncAccessHandle, bytes: Uint8Array<ArrayBuffer>, at: number): void {
  const count = file.write(bytes, { at });
  if (count !== bytes.length) throw new DOMException(`Only ${count} of ${bytes.length} bytes were written.`, 'QuotaExceededError');
}
