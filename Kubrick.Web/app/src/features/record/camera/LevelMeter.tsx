import { useEffect, useRef, useState } from 'react';
import { AudioLevel } from './AudioLevel';
import styles from './LevelMeter.module.css';

const silenceLevel = 0.03;
const silenceTimeout = 4_000;

/** Shows the microphone's level, and a hint after four seconds of silence. */
export function LevelMeter({ stream }: { stream: MediaStream }) {
  const meter = useRef<HTMLDivElement>(null);
  const bar = useRef<HTMLDivElement>(null);
  const [isSilent, setSilent] = useState(false);

  useEffect(() => {
    if (stream.getAudioTracks().length === 0 || typeof AudioContext === 'undefined') return undefined;
    const audioLevel = new AudioLevel(stream);
    let lastSoundAt = performance.now();
    let announcedAt = 0;
    let frame = requestAnimationFrame(function draw(now) {
      const level = audioLevel.read();
      if (level > silenceLevel || !audioLevel.isRunning) lastSoundAt = now;
      setSilent(now - lastSoundAt > silenceTimeout);
      if (bar.current) bar.current.style.clipPath = `inset(0 ${((1 - level) * 100).toFixed(1)}% 0 0)`;
      if (now - announcedAt > 1_000) {
        announcedAt = now;
        meter.current?.setAttribute('aria-valuenow', String(Math.round(level * 100)));
      }
      frame = requestAnimationFrame(draw);
    });
    return () => {
      cancelAnimationFrame(frame);
      audioLevel.close();
    };
  }, [stream]);

  return (
    <div className={styles.row}>
      <div ref={meter} className={styles.meter} role="meter" aria-label="Microphone level" aria-valuemin={0} aria-valuemax={100} aria-valuenow={0}>
        <div ref={bar} className={styles.bar} />
      </div>
      {isSilent && (
        <p className={styles.silent} role="status">
          No sound from the microphone
        </p>
      )}
    </div>
  );
}
