import { useEffect, useRef, useState } from 'react';
import styles from './LevelMeter.module.css';
import { SoundLevel } from './SoundLevel';

const silence = 0.03;
const silenceAfter = 4_000;

/** A bar that moves with the microphone, and a word when nothing is to be heard. */
export function LevelMeter({ stream }: { stream: MediaStream }) {
  const meter = useRef<HTMLDivElement>(null);
  const bar = useRef<HTMLDivElement>(null);
  const [isSilent, setSilent] = useState(false);

  useEffect(() => {
    if (stream.getAudioTracks().length === 0 || typeof AudioContext === 'undefined') return undefined;
    const sound = new SoundLevel(stream);
    let heardAt = performance.now();
    let toldAt = 0;
    let frame = requestAnimationFrame(function draw(now) {
      const level = sound.read();
      if (level > silence || !sound.isRunning) heardAt = now;
      setSilent(now - heardAt > silenceAfter);
      if (bar.current) bar.current.style.clipPath = `inset(0 ${((1 - level) * 100).toFixed(1)}% 0 0)`;
      if (now - toldAt > 1_000) {
        toldAt = now;
        meter.current?.setAttribute('aria-valuenow', String(Math.round(level * 100)));
      }
      frame = requestAnimationFrame(draw);
    });
    return () => {
      cancelAnimationFrame(frame);
      sound.close();
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
