import { Button } from '../../../components/Button';
import { formatBytes } from '../../../format/bytes';
import type { FinishedRecording } from '../local/FinishedRecording';
import styles from './finished.module.css';
import { saveToDisk } from './saveToDisk';

interface StreamEndingProps {
  recording: FinishedRecording;
  unsentBytes: number;
  isLate: boolean;
  onAnother: () => void;
}

/** Progress of a stopping stream: the remaining bytes are sent and stored. When that takes long, the user may leave. */
export function StreamEnding({ recording, unsentBytes, isLate, onAnother }: StreamEndingProps) {
  const { copy, media } = recording;
  return (
    <div className={styles.waiting}>
      <p role="status">{describe(unsentBytes > 0, isLate, copy.isOnDisk)}</p>
      {unsentBytes > 0 ? (
        <>
          <progress aria-label="Sending the rest" max={media.blob.size} value={media.blob.size - unsentBytes} />
          <p className={styles.facts}>{formatBytes(unsentBytes)} left to send</p>
        </>
      ) : (
        <progress aria-label="Ending the stream" />
      )}
      {isLate && (
        <div className={styles.actions}>
          {copy.isOnDisk && (
            <Button kind="primary" onClick={onAnother}>
              Record another
            </Button>
          )}
          <Button onClick={() => saveToDisk(recording)}>Save to disk</Button>
        </div>
      )}
    </div>
  );
}

// Screen readers announce every change, so the text contains no numbers.
function describe(isSending: boolean, isLate: boolean, isOnDisk: boolean): string {
  if (!isLate) return 'Saving the last seconds. Please keep this tab open.';
  const state = isSending ? 'The network is slow. The rest of the recording is still being sent.' : 'Everything is sent. The server is still saving it.';
  if (!isOnDisk) return `${state} Please keep this tab open, or save the recording to disk.`;
  return isSending
    ? `${state} Keep this tab open until it is sent. If you record another, sending stops, and you can upload this recording later.`
    : `${state} You don’t have to wait: this browser keeps a copy that you can upload later if anything is missing.`;
}
