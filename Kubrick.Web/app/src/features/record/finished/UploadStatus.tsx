import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Button } from '../../../components/Button';
import { Notice } from '../../../components/Notice';
import { useLeaveWarning } from '../../../components/useLeaveWarning';
import { useStore } from '../../../state/useStore';
import type { UploadEngine } from '../../upload/UploadEngine';
import { UploadProgress } from '../../upload/UploadProgress';
import type { UploadPhase, UploadSnapshot } from '../../upload/UploadSnapshot';
import type { FinishedRecording } from '../local/FinishedRecording';
import { CopyActions } from './CopyActions';
import { DonePanel } from './DonePanel';
import styles from './finished.module.css';

interface UploadStatusProps {
  upload: UploadEngine;
  recording: FinishedRecording;
  onAnother: () => void;
  onOpenLibrary: () => void;
}

const running: ReadonlySet<UploadPhase> = new Set(['idle', 'preparing', 'uploading', 'completing', 'cancelling']);

/** The progress of an upload, and the actions after it failed or was cancelled. */
export function UploadStatus({ upload, recording, onAnother, onOpenLibrary }: UploadStatusProps) {
  const snapshot = useStore(upload);
  const client = useQueryClient();
  const { phase, error, recordingId } = snapshot;
  const { copy, media } = recording;
  const isDone = phase === 'done';

  useEffect(() => void upload.start(), [upload]);
  useLeaveWarning(!isDone && (running.has(phase) || !copy.isOnDisk));

  useEffect(() => {
    if (isDone) void client.invalidateQueries({ queryKey: ['recordings'] });
  }, [client, isDone]);

  async function leave(finishCopy: Promise<void>) {
    await finishCopy;
    await client.invalidateQueries({ queryKey: ['unfinished-recordings'] });
    onAnother();
  }

  return (
    <div className={styles.status}>
      <p role="status" className="visually-hidden">
        {announce(snapshot)}
      </p>
      {running.has(phase) && <UploadProgress snapshot={snapshot} onCancel={() => void upload.cancel()} />}
      {isDone && (
        <DonePanel testId="uploaded" title="Uploaded" recordingId={recordingId} media={media} onAnother={onAnother} onOpenLibrary={onOpenLibrary}>
          The recording is in the library.
        </DonePanel>
      )}
      {(phase === 'failed' || phase === 'cancelled') && (
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
          <CopyActions recording={recording} onKeep={() => void leave(copy.release())} onDiscard={() => void leave(copy.discard())}>
            <Button kind="primary" onClick={() => void upload.start()}>
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
  if (phase === 'done') return 'Uploaded';
  if (phase === 'completing') return 'Finishing the upload';
  if (phase !== 'uploading') return '';
  if (waiting === 'network') return 'Waiting for the network';
  return `Uploading ${Math.floor((4 * sentBytes) / totalBytes) * 25} %`;
}
