import type { FinishedRecording } from '../features/record/local/FinishedRecording';
import { MemoryCopy } from '../features/record/local/MemoryCopy';
import { type RecordingInfo, withChanges } from '../features/record/local/RecordingInfo';
import type { UnfinishedRecording } from '../features/record/local/unfinishedRecordings';
import { someSession } from './someSession';

/** A copy that counts as one on the disk, and writes its journal to a fake disk. */
export class FakeDiskCopy extends MemoryCopy {
  override readonly isOnDisk: boolean = true;

  constructor(
    private readonly disk: FakeDisk,
    private readonly id: string,
  ) {
    super();
  }

  override updateInfo(changes: Partial<RecordingInfo>): void {
    this.disk.update(this.id, changes);
  }

  override release(): Promise<void> {
    this.disk.unlock(this.id);
    return Promise.resolve();
  }

  override async discard(): Promise<void> {
    await super.discard();
    this.disk.remove(this.id);
  }
}

/** A fake of the recordings on the disk of one browser, which all its tabs share. */
export class FakeDisk {
  readonly #recordings = new Map<string, { info: RecordingInfo; media: Blob }>();
  readonly #locked = new Set<string>();

  /** Adds a recording of an earlier visit. */
  add(media: Buffer, changes: Partial<RecordingInfo> = {}): string {
    const id = changes.id ?? crypto.randomUUID();
    const info = { id, startedAt: '2026-01-01T10:00:00Z', mimeType: 'video/webm', quality: '720p', title: 'Talk', recorderName: 'Ada', metadata: {}, sessionInfo: someSession, seconds: 4.5 } as const;
    this.#recordings.set(id, { info: { ...info, ...changes }, media: new Blob([Uint8Array.from(media)]) });
    return id;
  }

  infoOf(id: string): RecordingInfo | undefined {
    return this.#recordings.get(id)?.info;
  }

  update(id: string, changes: Partial<RecordingInfo>): void {
    const recording = this.#recordings.get(id);
    // The journal is JSON, which has no undefined.
    if (recording) recording.info = withChanges(recording.info, JSON.parse(JSON.stringify(changes)) as Partial<RecordingInfo>);
  }

  unlock(id: string): void {
    this.#locked.delete(id);
  }

  remove(id: string): void {
    this.#recordings.delete(id);
    this.unlock(id);
  }

  readonly list = (): Promise<UnfinishedRecording[]> =>
    Promise.resolve(
      [...this.#recordings.values()]
        .filter(({ info }) => !this.#locked.has(info.id))
        .map(({ info, media }) => ({ info, bytes: media.size }))
        .sort((a, b) => b.info.startedAt.localeCompare(a.info.startedAt)),
    );

  readonly open = ({ info }: UnfinishedRecording): Promise<FinishedRecording> => {
    const recording = this.#recordings.get(info.id);
    if (!recording || this.#locked.has(info.id)) return Promise.reject(new Error('Another tab is using this recording.'));
    this.#locked.add(info.id);
    return Promise.resolve({ info: recording.info, copy: new FakeDiskCopy(this, info.id), media: { blob: recording.media, sha256: null }, endReason: 'stopped' });
  };
}
