import { pauseAttributesOf } from '../../recordings/api/pauses';
import type { RecordingChanges } from '../../recordings/api/updateRecording';
import type { UploadSettings } from '../../upload/UploadContext';
import { UploadEngine } from '../../upload/UploadEngine';
import type { Conclusion } from '../../upload/UploadJob';
import { blobSource, type UploadSource } from '../../upload/UploadSource';
import type { InterviewDetails } from '../details/InterviewDetails';
import type { FinishedRecording } from '../local/FinishedRecording';
import { hashBlob } from '../local/hashBlob';
import type { LocalCopy } from '../local/LocalCopy';
import { newRecordingOf, storableDetails } from '../local/newRecordingOf';
import { pausesOf, type RecordedMedia, type RecordingDetails, type RecordingInfo, withChanges } from '../local/RecordingInfo';
import { containerOf } from '../recorder/mimeTypes';
import { SettledDetails } from './SettledDetails';
import { thumbnailOf } from './thumbnail';

/** What became of the copy: `kept` until the server has compared the file, or `released` or `discarded`, after which it must not be touched. */
export type CopyState = 'kept' | 'released' | 'discarded';

/** The upload of one recording, running or finished, from its local copy. It writes down what a later visit must know, and discards the copy at the end. */
export class RecordingUpload {
  readonly engine: UploadEngine;
  /** Called when a running recording has ended. */
  onFinished: (() => void) | null = null;
  #info: RecordingInfo;
  #isGrowing: boolean;
  #end: (media: RecordedMedia) => void = () => undefined;
  /** Resolves with all bytes when the recording has ended, which is reported a moment after the copy's last byte can be read. */
  readonly #ended: Promise<RecordedMedia>;
  #copyState: CopyState = 'kept';
  readonly #details: SettledDetails;
  readonly #source: UploadSource;
  #rechecks = 0;

  private constructor(
    readonly copy: LocalCopy,
    info: RecordingInfo,
    media: RecordedMedia | null,
    settings: Partial<UploadSettings>,
  ) {
    this.#info = info;
    this.#isGrowing = media === null;
    this.#ended = media ? Promise.resolve(media) : new Promise(resolve => (this.#end = resolve));
    this.#details = new SettledDetails(info, media !== null);
    this.#source = media ? blobSource(media.blob, keptSeconds(info), info.seconds) : copy;
    this.engine = new UploadEngine(
      {
        source: this.#source,
        contentType: () => containerOf(this.#info.mimeType),
        recordingId: info.recordingId ?? undefined,
        replacements: info.replacements,
        describe: async signal => {
          await this.#details.settled(signal);
          return newRecordingOf(this.#info, 'video');
        },
        conclude: () => this.#conclude(),
        thumbnail: async () => await thumbnailOf((await this.#ended).blob),
        onCreated: (recordingId, { title = '', metadata }) => this.updateInfo({ recordingId, sent: { title, metadata } }),
        onLeft: () => this.updateInfo({ recordingId: null }),
        onSaved: () => this.#noteSaved(),
        onReplaced: replacements => this.updateInfo({ replacements, savedAt: null }),
      },
      settings,
    );
  }

  /** The upload of a recording that has just started. */
  static ofRunning(copy: LocalCopy, info: RecordingInfo, settings: Partial<UploadSettings> = {}): RecordingUpload {
    return new RecordingUpload(copy, info, null, settings);
  }

  /** The upload of a recording that has ended. */
  static ofFinished({ copy, info, media }: FinishedRecording, settings: Partial<UploadSettings> = {}): RecordingUpload {
    return new RecordingUpload(copy, info, media, settings);
  }

  get info(): RecordingInfo {
    return this.#info;
  }

  /** The bytes of the recording so far. */
  get bytes(): number {
    return this.#source.bytes;
  }

  /** Whether the recording still runs. */
  get isGrowing(): boolean {
    return this.#isGrowing;
  }

  get isNamed(): boolean {
    return this.#details.isNamed;
  }

  get copyState(): CopyState {
    return this.#copyState;
  }

  /** Whether the server has every byte but has not compared them, and only this tab could send all of them again: the disk has not the whole copy. */
  get isAwaitingComparison(): boolean {
    const { phase, isVerified, sha256 } = this.engine.getSnapshot();
    return phase === 'done' && !isVerified && sha256 !== null && this.#copyState === 'kept' && !this.copy.isOnDisk;
  }

  /** How often the server was asked again whether it has compared them. */
  get rechecks(): number {
    return this.#rechecks;
  }

  /** Changes the details. Those that the server has already are sent again at the end. */
  setDetails(details: InterviewDetails): void {
    this.updateInfo(details);
    this.#details.change(this.#info);
  }

  /** Changes what is known of the recording, for this upload and for a later visit. */
  updateInfo(changes: Partial<RecordingInfo>): void {
    this.#info = withChanges(this.#info, changes);
    if (this.#copyState === 'kept') this.copy.updateInfo(changes);
  }

  /** The recording has ended; its last bytes are in the copy. */
  finish(info: Pick<RecordingInfo, 'seconds' | 'mimeType'>, media: RecordedMedia): void {
    this.#info = { ...this.#info, ...info };
    this.#isGrowing = false;
    this.#details.change(this.#info, true);
    this.#end(media);
    this.onFinished?.();
  }

  /** Uploads until done, failed or cancelled; then discards or releases the copy if the server has every byte. Never rejects. */
  async start(): Promise<void> {
    if (this.#info.isHeld) this.updateInfo({ isHeld: false });
    await this.engine.start();
    await this.#leaveCopy();
  }

  /** Asks again whether the server has compared the file; sends it again if it differs. Never rejects. */
  async recheck(): Promise<void> {
    this.#rechecks++;
    await this.engine.recheck();
    await this.#leaveCopy();
    // What the disk has of it is offered at the next visit, and replaces nothing on the server.
    if (this.engine.getSnapshot().phase === 'failed') this.updateInfo({ savedAt: null, isHeld: true, recordingId: null });
  }

  // A copy on the disk is released, and the next visit checks it. One in memory would be gone then: it stays until the server has compared the file.
  async #leaveCopy(): Promise<void> {
    const { phase, isVerified } = this.engine.getSnapshot();
    if (phase !== 'done') return;
    if (isVerified) await this.discard().catch(() => undefined);
    else if (this.copy.isOnDisk) await this.release().catch(() => undefined);
  }

  /** Stops the upload at the user's request: it is not resumed without a further request. */
  async cancel(): Promise<void> {
    await this.engine.cancel();
    if (this.engine.getSnapshot().phase === 'cancelled') this.updateInfo({ isHeld: true });
  }

  /** Closes the copy and keeps it for a later visit. */
  async release(): Promise<void> {
    if (this.#copyState !== 'kept') return;
    this.#copyState = 'released';
    await this.copy.release();
  }

  /** Deletes the copy. */
  async discard(): Promise<void> {
    if (this.#copyState !== 'kept') return;
    this.#copyState = 'discarded';
    await this.copy.discard();
  }

  #noteSaved(): void {
    const { recordingId, sha256 } = this.engine.getSnapshot();
    this.updateInfo({ recordingId, savedAt: new Date().toISOString(), savedBytes: this.bytes, savedSha256: sha256 });
  }

  async #conclude(): Promise<Conclusion> {
    const media = await this.#ended;
    const sha256 = media.sha256 ?? (await hashBlob(media.blob));
    const { seconds } = this.#info;
    const duration = keptSeconds(this.#info);
    return { duration, ...(duration < seconds && { recordedSeconds: seconds }), sha256, changes: changesSince(this.#info.sent, this.#info), pauses: pauseAttributesOf(pausesOf(this.#info)) };
  }
}

/** The recorded time that the copy has, in seconds: what a full disk did not take went with the tab. */
const keptSeconds = ({ seconds, diskSeconds = seconds }: RecordingInfo): number => Math.min(diskSeconds, seconds);

/** The details that the server does not have; null if it has all of them. */
function changesSince(sent: RecordingDetails | undefined, info: RecordingInfo): RecordingChanges | null {
  if (!sent) return null;
  const { title, metadata } = storableDetails(info);
  const hasTitle = title !== sent.title && title !== '';
  const hasMetadata = JSON.stringify(metadata) !== JSON.stringify(sent.metadata);
  return hasTitle || hasMetadata ? { ...(hasTitle && { title }), ...(hasMetadata && { metadata }) } : null;
}
