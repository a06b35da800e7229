import { Button } from '../../../components/Button';
import { Notice } from '../../../components/Notice';
import { formatDateTime } from '../../../format/date';
import { formatClock } from '../../../format/duration';
import { useStore } from '../../../state/useStore';
import { UploadProgress } from '../../upload/UploadProgress';
import { NameForm } from '../details/NameForm';
import { DiscardButton } from './DiscardButton';
import type { RecordingUpload } from './RecordingUpload';
import { useUploads } from './UploadsContext';

/** An upload that runs, has failed, or must not be forgotten yet, beside what the page shows. */
export function BackgroundUpload({ upload }: { upload: RecordingUpload }) {
  const uploads = useUploads();
  const snapshot = useStore(upload.engine);
  const { title, startedAt, seconds } = upload.info;
  const facts = [title.trim(), formatDateTime(startedAt), seconds > 0 && formatClock(seconds)].filter(Boolean).join(' · ');

  async function discard() {
    await upload.discard();
    uploads.forget(upload);
  }

  async function cancel() {
    await upload.cancel();
    if (!upload.copy.isOnDisk) return;
    await upload.release();
    uploads.forget(upload);
  }

  if (snapshot.phase === 'failed' || snapshot.phase === 'cancelled') {
    return (
      <>
        <Notice
          tone={snapshot.error ? 'bad' : 'calm'}
          title={snapshot.error?.title ?? 'Upload cancelled'}
          actions={
            <>
              <Button onClick={() => uploads.retry(upload)}>Try again</Button>
              <DiscardButton onDiscard={() => void discard()} />
            </>
          }
        >
          {facts}. {snapshot.error?.detail} The recording is still in this browser.
        </Notice>
        {snapshot.error?.isAboutDetails && (
          <NameForm
            details={upload.info}
            isCorrection
            onSubmit={details => {
              upload.setDetails(details);
              uploads.retry(upload);
            }}
          />
        )}
      </>
    );
  }
  if (upload.isAwaitingComparison) {
    return (
      <Notice tone="warn" title="Saved, not compared yet" actions={<DiscardButton onDiscard={() => void discard()} />}>
        {facts}. The server has every byte. Keep this tab open until it has compared them: this browser’s storage is full or unavailable, so the only other copy is in this tab.
      </Notice>
    );
  }
  return (
    <Notice tone="calm" title="Uploading an earlier recording">
      {facts}
      <UploadProgress snapshot={snapshot} isOnDisk={upload.copy.isOnDisk} onCancel={() => void cancel()} />
    </Notice>
  );
}
