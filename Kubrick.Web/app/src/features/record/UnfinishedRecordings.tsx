import { useMutation } from '@tanstack/react-query';
import { describeError } from '../../api/errors';
import { Button } from '../../components/Button';
import { Notice } from '../../components/Notice';
import { formatBytes } from '../../format/bytes';
import { formatDateTime } from '../../format/date';
import { formatClock } from '../../format/duration';
import { useSelected } from '../../state/useStore';
import { useFeatures } from '../flags/useFeatures';
import type { FinishedRecording } from './local/FinishedRecording';
import { discardUnfinished, openUnfinished, type UnfinishedRecording } from './local/unfinishedRecordings';
import { BackgroundUpload } from './uploads/BackgroundUpload';
import { DiscardButton } from './uploads/DiscardButton';
import { useUploads } from './uploads/UploadsContext';

/** The uploads that run by themselves, and the recordings of earlier visits that wait for the user. */
export function UnfinishedRecordings({ onOpen }: { onOpen: (recording: FinishedRecording) => void }) {
  const manager = useUploads();
  const uploads = useSelected(manager, state => state.uploads);
  const offered = useSelected(manager, state => state.offered);
  return (
    <>
      {uploads.map(upload => (
        <BackgroundUpload key={upload.info.id} upload={upload} />
      ))}
      {offered.map(recording => (
        <UnfinishedNotice key={recording.info.id} recording={recording} onOpen={onOpen} />
      ))}
    </>
  );
}

function UnfinishedNotice({ recording, onOpen }: { recording: UnfinishedRecording; onOpen: (recording: FinishedRecording) => void }) {
  const uploads = useUploads();
  const upload = useMutation({ mutationFn: () => openUnfinished(recording), onSuccess: onOpen });
  const discard = useMutation({ mutationFn: () => discardUnfinished(recording), onSuccess: () => uploads.scan() });
  const error = upload.error ?? discard.error;
  const { title, startedAt, seconds, streamId } = recording.info;
  const { liveStreaming } = useFeatures();

  return (
    <Notice
      tone="warn"
      title="Unfinished recording found"
      actions={
        <>
          <Button disabled={upload.isPending} onClick={() => upload.mutate()}>
            Upload
          </Button>
          <DiscardButton onDiscard={() => discard.mutate()} />
        </>
      }
    >
      {[title, formatDateTime(startedAt), seconds > 0 && formatClock(seconds), formatBytes(recording.bytes)].filter(Boolean).join(' · ')}
      {streamId && liveStreaming && <p>This recording was streamed live. The copy in this browser may be more complete; it is uploaded as a separate recording.</p>}
      {error && <p>{describeError(error).detail}</p>}
    </Notice>
  );
}
