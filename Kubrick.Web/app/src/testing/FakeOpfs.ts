/** A file in memory. */
export class FakeFile {
  content = Buffer.alloc(0);
  /** Whether an access handle is open. */
  isOpen = false;
  /** How often its tab died. */
  crashes = 0;

  constructor(
    private readonly opfs: FakeOpfs,
    readonly path: string,
  ) {}

  /** Its tab dies. */
  crash(): void {
    this.isOpen = false;
    this.crashes++;
  }

  getFile(): Promise<File> {
    const error = this.opfs.readFault(this.path);
    return error ? Promise.reject(error) : Promise.resolve(new File([Uint8Array.from(this.content)], this.path, { lastModified: 1_000 }));
  }

  createSyncAccessHandle(): Promise<FakeAccessHandle> {
    if (this.isOpen) return Promise.reject(new DOMException('Another access handle is open.', 'NoModificationAllowedError'));
    this.isOpen = true;
    return Promise.resolve(new FakeAccessHandle(this.opfs, this));
  }
}

/** The only writer of a file. Like a real one, it writes as much as fits. */
class FakeAccessHandle {
  readonly #crashes: number;

  constructor(
    private readonly opfs: FakeOpfs,
    private readonly file: FakeFile,
  ) {
    this.#crashes = file.crashes;
  }

  write(data: Uint8Array, { at = 0 } = {}): number {
    if (this.#isDead) throw new DOMException('The tab died.', 'InvalidStateError');
    const { content } = this.file;
    const room = this.opfs.capacity - this.opfs.usedBytes + content.length;
    const end = Math.max(at, Math.min(at + data.length, room));
    if (end < at + data.length) this.opfs.shortWrites++;
    this.file.content = Buffer.concat([content.subarray(0, at), data.subarray(0, end - at), content.subarray(end)]);
    return end - at;
  }

  read(into: Uint8Array | ArrayBuffer, { at = 0 } = {}): number {
    const target = into instanceof Uint8Array ? into : new Uint8Array(into);
    const source = this.file.content.subarray(at, at + target.length);
    target.set(source);
    this.opfs.largestRead = Math.max(this.opfs.largestRead, target.length);
    return source.length;
  }

  truncate(size: number): void {
    if (!this.#isDead) this.file.content = this.file.content.subarray(0, size);
  }

  getSize(): number {
    return this.file.content.length;
  }

  flush(): void {
    // What was written is in the file already.
  }

  close(): void {
    if (!this.#isDead) this.file.isOpen = false;
  }

  get #isDead(): boolean {
    return this.#crashes !== this.file.crashes;
  }
}

export class FakeFolder {
  readonly entries = new Map<string, FakeFolder | FakeFile>();

  constructor(
    private readonly opfs: FakeOpfs,
    private readonly path = '',
  ) {}

  async getDirectoryHandle(name: string, { create = false } = {}): Promise<FakeFolder> {
    return await this.#find(name, FakeFolder, () => (create ? new FakeFolder(this.opfs, `${this.path}/${name}`) : null));
  }

  async getFileHandle(name: string, { create = false } = {}): Promise<FakeFile> {
    return await this.#find(name, FakeFile, () => (create ? new FakeFile(this.opfs, `${this.path}/${name}`) : null));
  }

  removeEntry(name: string): Promise<void> {
    const entry = this.entries.get(name);
    if (!entry) return Promise.reject(notFound(name));
    if (filesIn(entry).some(({ isOpen }) => isOpen)) return Promise.reject(new DOMException('An access handle is open.', 'NoModificationAllowedError'));
    this.entries.delete(name);
    return Promise.resolve();
  }

  async *keys(): AsyncGenerator<string> {
    for (const name of [...this.entries.keys()]) yield await Promise.resolve(name);
  }

  #find<T extends FakeFolder | FakeFile>(name: string, type: new (...args: never[]) => T, create: () => T | null): Promise<T> {
    const entry = this.entries.get(name) ?? create();
    if (!entry) return Promise.reject(notFound(name));
    if (!(entry instanceof type)) return Promise.reject(new DOMException(`${name} is another kind of entry.`, 'TypeMismatchError'));
    this.entries.set(name, entry);
    return Promise.resolve(entry);
  }
}

/** The origin private file system of a browser, in memory: exclusive access handles, a capacity, and faults on demand. */
export class FakeOpfs {
  readonly root = new FakeFolder(this);
  /** In bytes, of all files. */
  capacity = Number.POSITIVE_INFINITY;
  /** The largest number of bytes that was read at once through an access handle. */
  largestRead = 0;
  /** How often a write did not fit. */
  shortWrites = 0;
  /** Called before a file is read as a blob; an error refuses it. */
  readFault: (path: string) => Error | undefined = () => undefined;

  get usedBytes(): number {
    return filesIn(this.root).reduce((sum, { content }) => sum + content.length, 0);
  }

  /** A file of a recording; undefined if there is none. */
  file(recording: string, name: 'media' | 'journal'): FakeFile | undefined {
    return filesIn(this.root).find(({ path }) => path === `/recordings/${recording}/${name}`);
  }

  /** The recordings that have a folder. */
  get recordings(): string[] {
    const folder = this.root.entries.get('recordings');
    return folder instanceof FakeFolder ? [...folder.entries.keys()] : [];
  }

  /** Writes a file of a recording, whoever has it open. */
  async write(recording: string, name: 'media' | 'journal', content: Uint8Array | string): Promise<void> {
    const recordings = await this.root.getDirectoryHandle('recordings', { create: true });
    const folder = await recordings.getDirectoryHandle(recording, { create: true });
    (await folder.getFileHandle(name, { create: true })).content = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content);
  }

  /** The tabs die: their access handles are gone. */
  crash(): void {
    for (const file of filesIn(this.root)) file.crash();
  }

  reset(): void {
    this.root.entries.clear();
    Object.assign(this, { capacity: Number.POSITIVE_INFINITY, largestRead: 0, shortWrites: 0, readFault: () => undefined });
  }
}

function filesIn(entry: FakeFolder | FakeFile): FakeFile[] {
  return entry instanceof FakeFile ? [entry] : [...entry.entries.values()].flatMap(filesIn);
}

function notFound(name: string): DOMException {
  return new DOMException(`There is no ${name}.`, 'NotFoundError');
}
