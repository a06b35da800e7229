import { Button } from '../../components/Button';
import { formatBytes } from '../../format/bytes';
import { formatRemaining } from '../../format/duration';
import styles from './UploadProgress.module.css';
import type { UploadSnapshot } from './UploadSnapshot';

/** The progress bar of an upload, its speed and the remaining time. */
export function UploadProgress({ snapshot, onCancel }: { snapshot: UploadSnapshot; onCancel: () => void }) {
  const { phase, sentBytes, totalBytes } = snapshot;
  const canCancel = phase === 'preparing' || phase === 'uploading';
  return (
    <div className={styles.box}>
      <progress className={styles.bar} aria-label="Upload progress" max={totalBytes} value={sentBytes} />
      <div className={styles.row}>
        <p className={styles.facts}>{describe(snapshot)}</p>
        <Button disabled={!canCancel} onClick={onCancel}>
          Cancel upload
        </Button>
      </div>
    </div>
  );
}

function describe({ phase, waiting, sentBytes, totalBytes, bytesPerSecond, secondsLeft }: UploadSnapshot): string {
  if (phase === 'cancelling') return 'Cancelling…';
  if (waiting === 'network') return 'You are offline. The upload resumes when you are back online.';
  if (waiting === 'retry') return 'Connection problem. Retrying…';
  if (phase === 'completing') return 'Finishing…';
  if (phase !== 'uploading') return 'Preparing…';
  const speed = bytesPerSecond === null ? [] : [`${formatBytes(bytesPerSecond)}/s`];
  const left = secondsLeft === null ? [] : [`${formatRemaining(secondsLeft)} left`];
  return [`Uploading ${Math.floor((100 * sentBytes) / totalBytes)} %`, `${formatBytes(sentBytes)} of ${formatBytes(totalBytes)}`, ...speed, ...left].join(' · ');
}
