import { errorName } from '../../../api/errors';
import { Store } from '../../../state/Store';
import type { QualityPreset } from '../recorder/qualityPresets';
import { type CameraProblem, cameraProblem, cameraProblemOf } from './cameraProblem';

export interface Device {
  readonly id: string;
  readonly label: string;
}

export interface CameraState {
  readonly status: 'off' | 'opening' | 'on';
  readonly stream: MediaStream | null;
  readonly problem: CameraProblem | null;
  readonly cameras: readonly Device[];
  readonly microphones: readonly Device[];
  /** The devices in use. */
  readonly cameraId: string;
  readonly microphoneId: string;
}

export interface CameraChoice {
  readonly preset: QualityPreset;
  readonly cameraId?: string | undefined;
  readonly microphoneId?: string | undefined;
}

const off = { status: 'off', stream: null, cameraId: '', microphoneId: '' } as const;

/** The camera and microphone: opens them, names them, and notices when one goes away. */
export class Camera extends Store<CameraState> {
  #turn = 0;

  constructor(private readonly devices: MediaDevices | undefined = (navigator as Partial<Navigator>).mediaDevices) {
    super({ ...off, problem: null, cameras: [], microphones: [] });
    devices?.addEventListener('devicechange', () => void this.#listDevices());
  }

  /** Whether this page may use the camera without asking. */
  async isAllowed(): Promise<boolean> {
    try {
      const states = await Promise.all(['camera', 'microphone'].map(name => navigator.permissions.query({ name: name as PermissionName })));
      return states.every(({ state }) => state === 'granted');
    } catch {
      return false;
    }
  }

  /** Opens the chosen devices in place of those that are open. @returns The stream; null where there is none, and the state tells why. */
  async open(choice: CameraChoice): Promise<MediaStream | null> {
    const turn = ++this.#turn;
    this.#stopTracks();
    this.change({ ...off, status: 'opening', problem: null });
    try {
      const stream = await this.#getStream(choice);
      if (turn !== this.#turn) {
        stopTracks(stream);
        return null;
      }
      this.#show(stream);
      await this.#listDevices();
      return stream;
    } catch (error) {
      if (turn === this.#turn) this.change({ ...off, problem: cameraProblemOf(error) });
      return null;
    }
  }

  /** Turns the devices off, and with them their light. */
  close(): void {
    this.#turn++;
    this.#stopTracks();
    this.change({ ...off, problem: null });
  }

  async #getStream({ preset, cameraId, microphoneId }: CameraChoice): Promise<MediaStream> {
    if (!this.devices) throw new TypeError('This browser offers no devices here.');
    const video = { width: { ideal: preset.width }, height: { ideal: preset.height }, frameRate: { ideal: 30 } };
    const audio = { echoCancellation: true, noiseSuppression: true };
    try {
      return await this.devices.getUserMedia({ video: { ...video, ...exactly(cameraId) }, audio: { ...audio, ...exactly(microphoneId) } });
    } catch (error) {
      // The chosen device is gone: any other is better than none.
      const isGone = errorName(error) === 'OverconstrainedError' || errorName(error) === 'NotFoundError';
      if (!isGone || !(cameraId ?? microphoneId)) throw error;
      return await this.devices.getUserMedia({ video, audio });
    }
  }

  #show(stream: MediaStream): void {
    for (const track of stream.getTracks()) {
      track.addEventListener('ended', () => {
        if (this.getSnapshot().stream !== stream) return;
        stopTracks(stream);
        this.change({ ...off, problem: cameraProblem('lost') });
      });
    }
    this.change({ status: 'on', stream, cameraId: deviceOf(stream.getVideoTracks()[0]), microphoneId: deviceOf(stream.getAudioTracks()[0]) });
  }

  async #listDevices(): Promise<void> {
    const found = (await this.devices?.enumerateDevices().catch(() => [])) ?? [];
    const list = (kind: MediaDeviceKind, name: string) =>
      found
        .filter(device => device.kind === kind && device.deviceId !== '')
        .map(({ deviceId, label }, index) => ({ id: deviceId, label: label || `${name} ${index + 1}` }));
    this.change({ cameras: list('videoinput', 'Camera'), microphones: list('audioinput', 'Microphone') });
  }

  #stopTracks(): void {
    const { stream } = this.getSnapshot();
    if (stream) stopTracks(stream);
  }
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

function exactly(deviceId: string | undefined) {
  return deviceId ? { deviceId: { exact: deviceId } } : {};
}

function deviceOf(track: MediaStreamTrack | undefined): string {
  return track?.getSettings().deviceId ?? '';
}
