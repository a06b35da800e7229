import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Button } from '../../../components/Button';
import { Notice } from '../../../components/Notice';
import { useLeaveWarning } from '../../../components/useLeaveWarning';
import { formatBytes } from '../../../format/bytes';
import { formatClock } from '../../../format/duration';
import { useStore } from '../../../state/useStore';
import { getRecording } from '../../recordings/api/getRecording';
import { RecordingWarnings } from '../../recordings/RecordingWarnings';
import type { LivePublisher } from '../live/LivePublisher';
import { textOf } from '../live/liveWarnings';
import type { FinishedRecording } from '../local/FinishedRecording';
import { CopyActions } from './CopyActions';
import { DonePanel } from './DonePanel';
import { EarlyEndNotice } from './EarlyEndNotice';
import styles from './finished.module.css';
import { LiveRecordingCompletion } from './LiveRecordingCompletion';
import { StreamEnding } from './StreamEnding';

interface LivePanelProps {
  recording: FinishedRecording;
  live: LivePublisher;
  onUpload: () => void;
  onAnother: () => void;
  onOpenLibrary: () => void;
}

const completeCopyHint = 'This browser has the complete recording. You can upload it as a separate recording.';

/** The end of a live recording: waits until the server has every byte, and otherwise offers the local copy. */
export function LivePanel({ recording, live, onUpload, onAnother, onOpenLibrary }: LivePanelProps) {
  const client = useQueryClient();
  const { phase, problem, warnings, isComplete, unsentBytes, isLate, recordingId } = useStore(live);
  const [completion] = useState(() => new LiveRecordingCompletion(live, recording, { onRecordingsChanged: () => void client.invalidateQueries({ queryKey: ['recordings'] }) }));
  const { info, media, copy } = recording;
  const isStored = phase === 'ended' && isComplete;
  const isOver = phase === 'ended' || phase === 'failed';
  const { data: stored } = useQuery({
    queryKey: ['finished-stream', recordingId],
    queryFn: ({ signal }) => getRecording(recordingId ?? '', signal),
    enabled: phase === 'ended' && recordingId !== null,
  });

  useEffect(() => completion.watch(), [completion]);
  useLeaveWarning(completion.isLeavingUnsafe);

  async function leave(finishCopy: Promise<void>) {
    await finishCopy;
    onAnother();
  }

  const copyActions = (
    <CopyActions recording={recording} onKeep={() => void leave(copy.release())} onDiscard={() => void leave(copy.discard())}>
      <Button kind="primary" onClick={onUpload}>
        Upload
      </Button>
    </CopyActions>
  );

  return (
    <div className={styles.page}>
      <EarlyEndNotice reason={recording.endReason} />
      <section className={styles.card} aria-labelledby="live-title">
        <div className={styles.head}>
          <h2 id="live-title">{info.title.trim() || 'Your live recording'}</h2>
          <p className={styles.facts}>{[formatClock(info.seconds), info.quality, formatBytes(media.blob.size)].join(' · ')}</p>
        </div>
        {!isOver && warnings.length > 0 && <Notice tone="warn" title="The server reports a problem">{textOf(warnings)}</Notice>}
        {!isOver && <StreamEnding recording={recording} unsentBytes={unsentBytes} isLate={isLate} onAnother={() => void leave(completion.leaveEarly())} />}
        {isStored && (
          <DonePanel testId="streamed" title="Saved" recordingId={recordingId} bytes={media.blob.size} sha256={media.sha256} onAnother={onAnother} onOpenLibrary={onOpenLibrary}>
            The live stream has ended. The recording is in the library.
          </DonePanel>
        )}
        {phase === 'ended' && !isComplete && (
          <>
            <Notice tone="warn" title="The stream may be incomplete">
              The connection was lost, or someone else ended the stream. {completeCopyHint}
            </Notice>
            {copyActions}
          </>
        )}
        <RecordingWarnings warnings={stored?.warnings} />
        {phase === 'failed' && (
          <>
            <Notice tone="bad" title={problem?.title ?? 'Live stream failed'}>
              {problem?.detail} {completeCopyHint}
            </Notice>
            {copyActions}
          </>
        )}
      </section>
    </div>
  );
}
