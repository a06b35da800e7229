import { Button } from '../../components/Button';
import { formatBytes } from '../../format/bytes';
import { formatWait } from '../../format/duration';
import styles from './UploadProgress.module.css';
import type { UploadSnapshot } from './UploadSnapshot';

/** The upload's bar, its speed and how long it will take. */
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
  if (waiting === 'network') return 'You are offline. The upload goes on by itself when the network is back.';
  if (waiting === 'retry') return 'The connection is poor. Trying again…';
  if (phase === 'completing') return 'Finishing…';
  if (phase !== 'uploading') return 'Preparing…';
  const speed = bytesPerSecond === null ? [] : [`${formatBytes(bytesPerSecond)}/s`];
  const left = secondsLeft === null ? [] : [`${formatWait(secondsLeft)} left`];
  return [`${formatBytes(sentBytes)} of ${formatBytes(totalBytes)}`, ...speed, ...left].join(' · ');
}
