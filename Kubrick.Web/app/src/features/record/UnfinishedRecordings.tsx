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

/** Offers what an earlier visit recorded and never uploaded. */
export function UnfinishedRecordings({ onOpen }: { onOpen: (recording: FinishedRecording) => void }) {
  // Asked again and again: a tab that was just closed lets go of its recording a moment later.
  const { data = [] } = useQuery({ queryKey, queryFn: listUnfinished, staleTime: 0, gcTime: 0, refetchInterval: 3_000 });
  return data.map(recording => <UnfinishedNotice key={recording.info.id} recording={recording} onOpen={onOpen} />);
}

function UnfinishedNotice({ recording, onOpen }: { recording: UnfinishedRecording; onOpen: (recording: FinishedRecording) => void }) {
  const client = useQueryClient();
  const upload = useMutation({ mutationFn: () => openUnfinished(recording), onSuccess: onOpen });
  const discard = useMutation({ mutationFn: () => discardUnfinished(recording), onSuccess: () => client.invalidateQueries({ queryKey }) });
  const fault = upload.error ?? discard.error;
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
      {streamId && liveStreaming && <p>It was streamed live. This copy may hold more than the stream; it is uploaded as a recording of its own.</p>}
      {fault && <p>{describeError(fault).detail}</p>}
    </Notice>
  );
}
