import { Button } from '../../components/Button';
import { formatBytes } from '../../format/bytes';
import { formatRemaining } from '../../format/duration';
import styles from './UploadProgress.module.css';
import type { UploadSnapshot } from './UploadSnapshot';

interface UploadProgressProps {
  snapshot: UploadSnapshot;
  /** Whether the recording survives a closed tab. */
  isOnDisk: boolean;
  onCancel: () => void;
}

/** The progress bar of an upload, its speed and the remaining time, and where the bytes are. */
export function UploadProgress({ snapshot, isOnDisk, onCancel }: UploadProgressProps) {
  const { phase, storedBytes, sentBytes, totalBytes } = snapshot;
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
      <p className={styles.facts}>
        {formatBytes(totalBytes)} {isOnDisk ? 'on this disk' : 'only in this tab'} · {formatBytes(storedBytes)} on the server.{' '}
        {isOnDisk ? 'Keep this tab open. If you close it, the upload resumes when you open this page again.' : 'Keep this tab open.'}
      </p>
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
  return [`Uploading ${Math.floor((100 * sentBytes) / Math.max(totalBytes, 1))} %`, `${formatBytes(sentBytes)} of ${formatBytes(totalBytes)}`, ...speed, ...left].join(' · ');
}
