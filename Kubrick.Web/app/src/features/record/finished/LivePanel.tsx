import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Button } from '../../../components/Button';
import { Notice } from '../../../components/Notice';
import { useLeaveWarning } from '../../../components/useLeaveWarning';
import { formatBytes } from '../../../format/bytes';
import { formatClock } from '../../../format/duration';
import { useStore } from '../../../state/useStore';
import type { LivePublisher } from '../live/LivePublisher';
import type { FinishedRecording } from '../local/FinishedRecording';
import { CopyActions } from './CopyActions';
import { EarlyEndNotice } from './EarlyEndNotice';
import styles from './finished.module.css';
import { saveToDisk } from './saveToDisk';
import { StreamCompletion } from './StreamCompletion';

interface LivePanelProps {
  recording: FinishedRecording;
  live: LivePublisher;
  onUpload: () => void;
  onAnother: () => void;
  onOpenLibrary: () => void;
}

/** A stream that is over: waits until the server has all of it, and offers the copy in this browser where it has not. */
export function LivePanel({ recording, live, onUpload, onAnother, onOpenLibrary }: LivePanelProps) {
  const client = useQueryClient();
  const { phase, problem, isComplete, unsentBytes, isLate, recordingId } = useStore(live);
  const [completion] = useState(() => new StreamCompletion(live, recording, { onRecordingsChanged: () => void client.invalidateQueries({ queryKey: ['recordings'] }) }));
  const { info, media, copy } = recording;
  const isWhole = phase === 'ended' && isComplete;
  const isOver = phase === 'ended' || phase === 'failed';

  useEffect(() => completion.watch(), [completion]);
  useLeaveWarning(completion.isLeavingUnsafe);

  async function leave(finishCopy: Promise<void>) {
    await finishCopy;
    await client.invalidateQueries({ queryKey: ['unfinished-recordings'] });
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
        {!isOver && <Ending recording={recording} unsentBytes={unsentBytes} isLate={isLate} onAnother={() => void leave(completion.leaveEarly())} />}
        {isWhole && (
          <div className={styles.uploaded} data-testid="streamed" data-recording-id={recordingId ?? ''} data-bytes={media.blob.size} data-sha256={media.sha256}>
            <Notice tone="good" title="Your interview is in the library">
              The stream has ended, and all of it is stored.
            </Notice>
            <div className={styles.actions}>
              <Button kind="primary" onClick={onAnother}>
                Record another
              </Button>
              <Button onClick={onOpenLibrary}>Open library</Button>
            </div>
          </div>
        )}
        {phase === 'ended' && !isComplete && (
          <>
            <Notice tone="warn" title="The stream is in the library, but parts of it may be missing">
              The connection broke while you recorded, or somebody else ended the stream. This browser has the whole recording; it can be uploaded as a recording of its own.
            </Notice>
            {copyActions}
          </>
        )}
        {phase === 'failed' && (
          <>
            <Notice tone="bad" title={problem?.title ?? 'The live stream failed'}>
              {problem?.detail} This browser has the whole recording; it can be uploaded as a recording of its own.
            </Notice>
            {copyActions}
          </>
        )}
      </section>
    </div>
  );
}

interface EndingProps {
  recording: FinishedRecording;
  unsentBytes: number;
  isLate: boolean;
  onAnother: () => void;
}

/** The rest is sent and stored. Where that takes long nobody has to sit and wait for it. */
function Ending({ recording, unsentBytes, isLate, onAnother }: EndingProps) {
  const { copy, media } = recording;
  return (
    <div className={styles.waiting}>
      <p role="status">{describeEnding(unsentBytes > 0, isLate, copy.isOnDisk)}</p>
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

// Read aloud, so without what changes every second.
function describeEnding(isSending: boolean, isLate: boolean, isOnDisk: boolean): string {
  if (!isLate) return 'Sending and storing the last seconds. Please keep this tab open.';
  const state = isSending ? 'The network takes the rest of the recording slowly.' : 'Everything was sent. The server takes long to store it.';
  if (!isOnDisk) return `${state} Please keep this tab open, or save the recording to disk.`;
  return isSending
    ? `${state} Keep this tab open to send all of it. If you record another one, sending stops here, and this browser keeps the whole recording to be uploaded later.`
    : `${state} You need not wait: this browser keeps its copy, to be uploaded later should anything be missing.`;
}
