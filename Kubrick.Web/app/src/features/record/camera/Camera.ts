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
  /** The ids of the devices in use; empty while off. */
  readonly cameraId: string;
  readonly microphoneId: string;
}

export interface CameraChoice {
  readonly preset: QualityPreset;
  readonly cameraId?: string | undefined;
  readonly microphoneId?: string | undefined;
}

const off = { status: 'off', stream: null, cameraId: '', microphoneId: '' } as const;

/** The camera and microphone: opens and lists devices, and detects when one is disconnected. */
export class Camera extends Store<CameraState> {
  #callNumber = 0;

  constructor(private readonly devices: MediaDevices | undefined = (navigator as Partial<Navigator>).mediaDevices) {
    super({ ...off, problem: null, cameras: [], microphones: [] });
    devices?.addEventListener('devicechange', () => void this.#listDevices());
  }

  /** Whether the browser grants access without a prompt. */
  async isAllowed(): Promise<boolean> {
    try {
      const states = await Promise.all(['camera', 'microphone'].map(name => navigator.permissions.query({ name: name as PermissionName })));
      return states.every(({ state }) => state === 'granted');
    } catch {
      return false;
    }
  }

  /** Opens devices and closes the current ones. @returns The stream; null on failure (see `problem`) or if another call superseded this one. */
  async open(choice: CameraChoice): Promise<MediaStream | null> {
    const callNumber = ++this.#callNumber;
    this.#stopCurrentTracks();
    this.change({ ...off, status: 'opening', problem: null });
    try {
      const stream = await this.#getStream(choice);
      if (callNumber !== this.#callNumber) {
        stopTracks(stream);
        return null;
      }
      this.#show(stream);
      await this.#listDevices();
      return stream;
    } catch (error) {
      if (callNumber === this.#callNumber) this.change({ ...off, problem: cameraProblemOf(error) });
      return null;
    }
  }

  /** Closes the devices, which also turns off the camera's light. */
  close(): void {
    this.#callNumber++;
    this.#stopCurrentTracks();
    this.change({ ...off, problem: null });
  }

  async #getStream({ preset, cameraId, microphoneId }: CameraChoice): Promise<MediaStream> {
    if (!this.devices) throw new TypeError('This browser offers no media devices here.');
    const video = { width: { ideal: preset.width }, height: { ideal: preset.height }, frameRate: { ideal: 30 } };
    const audio = { echoCancellation: true, noiseSuppression: true };
    try {
      return await this.devices.getUserMedia({ video: { ...video, ...exactDevice(cameraId) }, audio: { ...audio, ...exactDevice(microphoneId) } });
    } catch (error) {
      // The selected device is missing: fall back to any other.
      const isMissing = errorName(error) === 'OverconstrainedError' || errorName(error) === 'NotFoundError';
      if (!isMissing || !(cameraId ?? microphoneId)) throw error;
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
    this.change({ status: 'on', stream, cameraId: deviceIdOf(stream.getVideoTracks()[0]), microphoneId: deviceIdOf(stream.getAudioTracks()[0]) });
  }

  async #listDevices(): Promise<void> {
    const found = (await this.devices?.enumerateDevices().catch(() => [])) ?? [];
    const list = (kind: MediaDeviceKind, name: string) =>
      found
        .filter(device => device.kind === kind && device.deviceId !== '')
        .map(({ deviceId, label }, index) => ({ id: deviceId, label: label || `${name} ${index + 1}` }));
    this.change({ cameras: list('videoinput', 'Camera'), microphones: list('audioinput', 'Microphone') });
  }

  #stopCurrentTracks(): void {
    const { stream } = this.getSnapshot();
    if (stream) stopTracks(stream);
  }
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

function exactDevice(deviceId: string | undefined) {
  return deviceId ? { deviceId: { exact: deviceId } } : {};
}

function deviceIdOf(track: MediaStreamTrack | undefined): string {
  return track?.getSettings().deviceId ?? '';
}
