import { Button } from '../../../components/Button';
import { Notice } from '../../../components/Notice';
import { useLeaveWarning } from '../../../components/useLeaveWarning';
import { useStore } from '../../../state/useStore';
import { UploadProgress } from '../../upload/UploadProgress';
import type { UploadSnapshot } from '../../upload/UploadSnapshot';
import type { FinishedRecording } from '../local/FinishedRecording';
import type { RecordingUpload } from '../uploads/RecordingUpload';
import { useUploads } from '../uploads/UploadsContext';
import { CopyActions } from './CopyActions';
import { DonePanel } from './DonePanel';
import styles from './finished.module.css';

interface UploadStatusProps {
  upload: RecordingUpload;
  recording: FinishedRecording;
  onAnother: () => void;
  onOpenLibrary: () => void;
}

/** The progress of an upload, and the actions after it failed or was cancelled. */
export function UploadStatus({ upload, recording, onAnother, onOpenLibrary }: UploadStatusProps) {
  const snapshot = useStore(upload.engine);
  const uploads = useUploads();
  const { phase, error, recordingId } = snapshot;
  const { copy, media } = recording;
  const isDone = phase === 'done';
  const isStopped = phase === 'failed' || phase === 'cancelled';

  useLeaveWarning(!isDone && (!isStopped || !copy.isOnDisk));

  async function discard() {
    await upload.discard();
    uploads.forget(upload);
    onAnother();
  }

  // What failed stays in the list of this tab; what the user stopped is offered like a recording of an earlier visit.
  async function keep() {
    if (phase === 'cancelled') {
      await upload.release();
      uploads.forget(upload);
    }
    onAnother();
  }

  return (
    <div className={styles.status}>
      <p role="status" className="visually-hidden">
        {announce(snapshot)}
      </p>
      {!isDone && !isStopped && (
        <>
          <UploadProgress snapshot={snapshot} isOnDisk={copy.isOnDisk} onCancel={() => void upload.cancel()} />
          <div className={styles.actions}>
            <Button onClick={onAnother}>Record another</Button>
          </div>
        </>
      )}
      {isDone && (
        <DonePanel testId="uploaded" title="Saved" recordingId={recordingId} bytes={media.blob.size} sha256={snapshot.sha256} onAnother={onAnother} onOpenLibrary={onOpenLibrary}>
          The recording is in the library.{' '}
          {upload.isAwaitingComparison ? 'Keep this tab open until the server has compared every byte: it has the only other copy.' : 'You can close this tab.'}
          {!snapshot.isVerified && copy.isOnDisk && ' This browser keeps its copy until the server has compared every byte.'}
        </DonePanel>
      )}
      {isStopped && (
        <>
          {error ? (
            <Notice tone="bad" title={error.title}>
              {error.detail} The recording is still in this browser. Try again to resume the upload.
            </Notice>
          ) : (
            <Notice tone="calm" title="Upload cancelled">
              The recording is still in this browser.
            </Notice>
          )}
          <CopyActions recording={recording} onKeep={() => void keep()} onDiscard={() => void discard()}>
            <Button kind="primary" onClick={() => uploads.retry(upload)}>
              {phase === 'failed' ? 'Try again' : 'Upload'}
            </Button>
          </CopyActions>
        </>
      )}
    </div>
  );
}

// Screen readers announce every change, so progress is reported in quarters.
function announce({ phase, sentBytes, totalBytes, waiting }: UploadSnapshot): string {
  if (phase === 'done') return 'Saved';
  if (phase === 'completing') return 'Finishing the upload';
  if (phase !== 'uploading') return '';
  if (waiting === 'network') return 'Waiting for the network';
  return `Uploading ${Math.floor((4 * sentBytes) / Math.max(totalBytes, 1)) * 25} %`;
}
