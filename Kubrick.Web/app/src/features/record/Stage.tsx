import { useEffect, useRef, useState } from 'react';
import { Button } from '../../components/Button';
import { formatClock } from '../../format/duration';
import type { Quality } from '../recordings/api/recording';
import type { Camera, CameraState } from './camera/Camera';
import { LevelMeter } from './camera/LevelMeter';
import { LiveBadges } from './live/LiveStatus';
import { qualityPresets } from './recorder/qualityPresets';
import styles from './Stage.module.css';
import type { Studio, StudioState } from './Studio';

interface StageProps {
  camera: Camera;
  cameraState: CameraState;
  studio: Studio;
  studioState: StudioState;
  quality: Quality;
  onStart: () => void;
}

/** The camera preview, the clock, and the recording controls. */
export function Stage({ camera, cameraState, studio, studioState, quality, onStart }: StageProps) {
  const { phase, live } = studioState;
  const { status, stream } = cameraState;
  const isRecording = phase === 'recording' || phase === 'paused';
  const isBusy = phase === 'starting' || phase === 'finishing' || status === 'opening';

  return (
    <div className={styles.stage}>
      <div className={styles.frame}>
        <Preview stream={stream} />
        {!stream && (
          <div className={styles.empty}>
            <p>{status === 'opening' ? 'Opening the camera…' : 'Check your camera and microphone before you start.'}</p>
            {status === 'off' && <Button onClick={() => void camera.open({ preset: qualityPresets[quality] })}>Turn on camera</Button>}
          </div>
        )}
        {isRecording && <Clock studio={studio} isPaused={phase === 'paused'} />}
        {isRecording && live && <LiveBadges live={live} />}
      </div>
      {stream && <LevelMeter stream={stream} />}
      <div className={styles.controls}>
        {!isRecording && (
          <Button kind="primary" className={styles.start} disabled={isBusy} onClick={onStart}>
            <span className={styles.dot} aria-hidden="true" />
            {phase === 'finishing' ? 'Finishing…' : 'Start recording'}
          </Button>
        )}
        {/* A paused stream would be a still image for its viewers. */}
        {phase === 'recording' && !live && <Button onClick={() => studio.pause()}>Pause</Button>}
        {phase === 'paused' && <Button onClick={() => studio.resume()}>Resume</Button>}
        {isRecording && (
          <Button kind="primary" onClick={() => studio.stop()}>
            <span className={styles.square} aria-hidden="true" />
            Stop
          </Button>
        )}
      </div>
      <p role="status" className="visually-hidden">
        {{ ready: '', starting: '', recording: 'Recording', paused: 'Recording paused', finishing: 'Recording stopped', recorded: '' }[phase]}
      </p>
    </div>
  );
}

function Preview({ stream }: { stream: MediaStream | null }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = stream;
  }, [stream]);
  return <video ref={video} className={styles.preview} aria-label="Camera preview" autoPlay playsInline muted hidden={!stream} />;
}

function Clock({ studio, isPaused }: { studio: Studio; isPaused: boolean }) {
  const [seconds, setSeconds] = useState(studio.elapsedSeconds);
  useEffect(() => {
    const timer = setInterval(() => setSeconds(studio.elapsedSeconds), 200);
    return () => clearInterval(timer);
  }, [studio]);
  return (
    <p className={styles.clock}>
      <span className={[styles.dot, isPaused ? styles.held : styles.live].join(' ')} aria-hidden="true" />
      <span className="visually-hidden">{isPaused ? 'Paused at' : 'Recorded'} </span>
      <time role="timer">{formatClock(seconds)}</time>
      {isPaused && <span className={styles.paused}>Paused</span>}
    </p>
  );
}
