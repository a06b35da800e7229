import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { describeError } from '../../api/errors';
import { Button } from '../../components/Button';
import { Notice } from '../../components/Notice';
import { formatBytes } from '../../format/bytes';
import { formatDateTime } from '../../format/date';
import { formatClock } from '../../format/duration';
import { useFeatures } from '../flags/useFeatures';
import { DiscardButton } from './finished/DiscardButton';
import type { FinishedRecording } from './local/FinishedRecording';
import { discardUnfinished, listUnfinished, openUnfinished, type UnfinishedRecording } from './local/unfinishedRecordings';

const queryKey = ['unfinished-recordings'];

/** Offers recordings of earlier visits that were not uploaded. */
export function UnfinishedRecordings({ onOpen }: { onOpen: (recording: FinishedRecording) => void }) {
  // Polled: a tab that was just closed releases its lock a moment later.
  const { data = [] } = useQuery({ queryKey, queryFn: listUnfinished, staleTime: 0, gcTime: 0, refetchInterval: 3_000 });
  return data.map(recording => <UnfinishedNotice key={recording.info.id} recording={recording} onOpen={onOpen} />);
}

function UnfinishedNotice({ recording, onOpen }: { recording: UnfinishedRecording; onOpen: (recording: FinishedRecording) => void }) {
  const client = useQueryClient();
  const upload = useMutation({ mutationFn: () => openUnfinished(recording), onSuccess: onOpen });
  const discard = useMutation({ mutationFn: () => discardUnfinished(recording), onSuccess: () => client.invalidateQueries({ queryKey }) });
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
