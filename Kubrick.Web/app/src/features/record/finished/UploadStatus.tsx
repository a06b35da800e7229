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
import styles from './finished.module.css';

interface UploadStatusProps {
  upload: UploadEngine;
  recording: FinishedRecording;
  onAnother: () => void;
  onOpenLibrary: () => void;
}

const running: ReadonlySet<UploadPhase> = new Set(['idle', 'preparing', 'uploading', 'completing', 'cancelling']);

/** The upload from its start to its end, and what can be done when it stops before. */
export function UploadStatus({ upload, recording, onAnother, onOpenLibrary }: UploadStatusProps) {
  const snapshot = useStore(upload);
  const client = useQueryClient();
  const { phase, error, recordingId } = snapshot;
  const { copy, media } = recording;
  const isOver = phase === 'done';

  useEffect(() => void upload.start(), [upload]);
  useLeaveWarning(!isOver && (running.has(phase) || !copy.isOnDisk));

  useEffect(() => {
    if (isOver) void client.invalidateQueries({ queryKey: ['recordings'] });
  }, [client, isOver]);

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
      {isOver && (
        <div
          className={styles.uploaded}
          data-testid="uploaded"
          data-recording-id={recordingId ?? ''}
          data-bytes={media.blob.size}
          data-sha256={media.sha256}
        >
          <Notice tone="good" title="Uploaded">
            The recording stands in the library.
          </Notice>
          <div className={styles.actions}>
            <Button kind="primary" onClick={onAnother}>
              Record another
            </Button>
            <Button onClick={onOpenLibrary}>Open library</Button>
          </div>
        </div>
      )}
      {(phase === 'failed' || phase === 'cancelled') && (
        <>
          {error ? (
            <Notice tone="bad" title={error.title}>
              {error.detail} The recording is still here; an upload that is tried again goes on where it stopped.
            </Notice>
          ) : (
            <Notice tone="calm" title="Upload cancelled">
              The recording is still here.
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

// Read aloud, so only a word at each quarter.
function announce({ phase, sentBytes, totalBytes, waiting }: UploadSnapshot): string {
  if (phase === 'done') return 'Uploaded';
  if (phase === 'completing') return 'Finishing the upload';
  if (phase !== 'uploading') return '';
  if (waiting === 'network') return 'Waiting for the network';
  return `Uploading, ${Math.floor((4 * sentBytes) / totalBytes) * 25} %`;
}
