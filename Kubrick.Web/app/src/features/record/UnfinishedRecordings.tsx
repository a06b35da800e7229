import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { describeError } from '../../api/errors';
import { Button } from '../../components/Button';
import { Notice } from '../../components/Notice';
import { formatBytes } from '../../format/bytes';
import { formatDateTime } from '../../format/date';
import { formatClock } from '../../format/duration';
import { useFeatures } from '../flags/useFeatures';
import type { RecordedInterview } from './chunks/RecordedInterview';
import { discardUnfinished, listUnfinished, takeUp, type UnfinishedRecording } from './chunks/unfinishedRecordings';
import { DiscardButton } from './finished/DiscardButton';

const queryKey = ['unfinished-recordings'];

/** Offers what an earlier visit recorded and never uploaded. */
export function UnfinishedRecordings({ onTakeUp }: { onTakeUp: (interview: RecordedInterview) => void }) {
  // Asked again and again: a tab that was just closed lets go of its recording a moment later.
  const { data = [] } = useQuery({ queryKey, queryFn: listUnfinished, staleTime: 0, gcTime: 0, refetchInterval: 3_000 });
  return data.map(recording => <UnfinishedNotice key={recording.about.id} recording={recording} onTakeUp={onTakeUp} />);
}

function UnfinishedNotice({ recording, onTakeUp }: { recording: UnfinishedRecording; onTakeUp: (interview: RecordedInterview) => void }) {
  const client = useQueryClient();
  const upload = useMutation({ mutationFn: () => takeUp(recording), onSuccess: onTakeUp });
  const discard = useMutation({ mutationFn: () => discardUnfinished(recording), onSuccess: () => client.invalidateQueries({ queryKey }) });
  const fault = upload.error ?? discard.error;
  const { title, startedAt, seconds, streamId } = recording.about;
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
      {streamId && liveStreaming && <p>It was streamed live. This copy may hold more than the stream; it is uploaded as a recording of its own.</p>}
      {fault && <p>{describeError(fault).detail}</p>}
    </Notice>
  );
}
