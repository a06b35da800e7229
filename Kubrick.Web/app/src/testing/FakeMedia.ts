/** A fake of MediaRecorder, which jsdom lacks: the test emits data and the end. */
export class FakeMediaRecorder extends EventTarget {
  state: RecordingState = 'inactive';
  timeslice: number | undefined;
  mimeType: string;

  constructor(readonly options: MediaRecorderOptions) {
    super();
    this.mimeType = options.mimeType ?? '';
  }

  asRecorder(): MediaRecorder {
    return this as unknown as MediaRecorder;
  }

  start(timeslice?: number): void {
    this.timeslice = timeslice;
    this.state = 'recording';
  }

  pause(): void {
    this.state = 'paused';
  }

  resume(): void {
    this.state = 'recording';
  }

  stop(): void {
    this.state = 'inactive';
  }

  emit(text: string): void {
    this.dispatchEvent(Object.assign(new Event('dataavailable'), { data: new Blob([text]) }));
  }

  /** Emits the last data and `stop`. */
  finish(text: string): void {
    this.state = 'inactive';
    this.emit(text);
    this.dispatchEvent(new Event('stop'));
  }

  fail(text: string): void {
    this.dispatchEvent(new Event('error'));
    this.finish(text);
  }
}

class FakeTrack extends EventTarget {
  readyState: MediaStreamTrackState = 'live';

  constructor(readonly kind: 'audio' | 'video') {
    super();
  }

  stop(): void {
    this.readyState = 'ended';
  }

  getSettings(): MediaTrackSettings {
    return { deviceId: `${this.kind}-1` };
  }
}

/** A camera and a microphone that can be unplugged. */
export class FakeStream {
  readonly video = new FakeTrack('video');
  readonly audio = new FakeTrack('audio');

  getTracks = () => [this.video, this.audio];
  getVideoTracks = () => [this.video];
  getAudioTracks = () => [this.audio];

  asStream(): MediaStream {
    return this as unknown as MediaStream;
  }

  unplug(): void {
    this.video.readyState = 'ended';
    this.video.dispatchEvent(new Event('ended'));
  }
}
