import { describe, expect, it, vi } from 'vitest';
import { FakeStream } from '../../../testing/FakeMedia';
import { qualityPresets } from '../recorder/qualityPresets';
import { Camera } from './Camera';

type GetUserMedia = (constraints: MediaStreamConstraints) => Promise<MediaStream>;

function createCamera(getUserMedia: GetUserMedia) {
  const devices = Object.assign(new EventTarget(), {
    getUserMedia: vi.fn(getUserMedia),
    enumerateDevices: () =>
      Promise.resolve([
        { kind: 'videoinput', deviceId: 'video-1', label: 'Front' },
        { kind: 'audioinput', deviceId: 'audio-1', label: '' },
        { kind: 'audiooutput', deviceId: 'out', label: 'Speaker' },
      ]),
  });
  return { camera: new Camera(devices as unknown as MediaDevices), getUserMedia: devices.getUserMedia };
}

const preset = qualityPresets['1080p'];
const refused = (name: string) => () => Promise.reject(new DOMException('no', name));

describe('the camera', () => {
  it('opens at the size of the quality preset and lists the devices', async () => {
    const { camera, getUserMedia } = createCamera(() => Promise.resolve(new FakeStream().asStream()));
    await camera.open({ preset });

    expect(getUserMedia.mock.calls[0]?.[0].video).toMatchObject({ width: { ideal: 1920 }, height: { ideal: 1080 } });
    expect(camera.getSnapshot()).toMatchObject({
      status: 'on',
      cameraId: 'video-1',
      cameras: [{ id: 'video-1', label: 'Front' }],
      microphones: [{ id: 'audio-1', label: 'Microphone 1' }],
    });
  });

  it.each([
    ['NotAllowedError', 'denied'],
    ['NotFoundError', 'missing'],
    ['NotReadableError', 'busy'],
    ['WhateverError', 'unknown'],
  ])('explains %s', async (name, kind) => {
    const { camera } = createCamera(refused(name));
    expect(await camera.open({ preset })).toBeNull();
    expect(camera.getSnapshot()).toMatchObject({ status: 'off', stream: null, problem: { kind } });
  });

  it('explains a browser without media devices', async () => {
    const camera = new Camera(undefined);
    await camera.open({ preset });
    expect(camera.getSnapshot().problem?.kind).toBe('unsupported');
  });

  it('opens any device when the selected one is missing', async () => {
    const { camera, getUserMedia } = createCamera(() => Promise.resolve(new FakeStream().asStream()));
    getUserMedia.mockImplementationOnce(refused('OverconstrainedError'));
    await camera.open({ preset, cameraId: 'gone' });

    expect(camera.getSnapshot().status).toBe('on');
    expect(getUserMedia.mock.calls[1]?.[0].video).not.toHaveProperty('deviceId');
  });

  it('closes both devices when one is unplugged', async () => {
    const stream = new FakeStream();
    const { camera } = createCamera(() => Promise.resolve(stream.asStream()));
    await camera.open({ preset });
    stream.unplug();

    expect(camera.getSnapshot()).toMatchObject({ status: 'off', stream: null, problem: { kind: 'lost' } });
    expect(stream.audio.readyState).toBe('ended');
  });

  it('closes a device that opens after close was called', async () => {
    let open: (stream: MediaStream) => void = () => undefined;
    const { camera } = createCamera(() => new Promise(resolve => (open = resolve)));
    const opening = camera.open({ preset });
    camera.close();
    const stream = new FakeStream();
    open(stream.asStream());

    expect(await opening).toBeNull();
    expect(stream.video.readyState).toBe('ended');
    expect(camera.getSnapshot().status).toBe('off');
  });
});
