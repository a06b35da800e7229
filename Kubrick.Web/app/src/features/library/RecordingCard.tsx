import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { describeError } from '../../api/errors';
import { Button } from '../../components/Button';
import { formatBytes } from '../../format/bytes';
import { formatDateTime } from '../../format/date';
import { formatLength } from '../../format/duration';
import { useFeatures } from '../flags/useFeatures';
import type { Recording } from '../recordings/api/recording';
import { updateRecording } from '../recordings/api/updateRecording';
import { restoreRecording } from '../recordings/restoreRecording';
import { DeleteDialog } from './DeleteDialog';
import styles from './RecordingCard.module.css';
import { StatusBadge } from './StatusBadge';
import { Thumbnail } from './Thumbnail';

/** One recording with its actions. */
export function RecordingCard({ recording, onPlay }: { recording: Recording; onPlay: () => void }) {
  const titleId = useId();
  const client = useQueryClient();
  const [isDeleting, setDeleting] = useState(false);
  const isArchived = recording.status === 'archived';
  const { liveStreaming } = useFeatures();
  const isLive = liveStreaming && recording.isLiveStreaming === true && recording.status === 'recording';
  const isPlayable = (recording.status === 'ready' || isLive) && Boolean(recording.videoUrl);
  const archiveOrRestore = useMutation({
    mutationFn: () => (isArchived ? restoreRecording(recording) : updateRecording(recording.id, { status: 'archived' })),
    onSuccess: () => client.invalidateQueries({ queryKey: ['recordings'] }),
  });
  const facts = [
    recording.fileBytes ? formatBytes(recording.fileBytes) : null,
    recording.quality,
    formatDateTime(recording.recordedAt ?? recording.createdAt),
  ];
  const note = noteOf(recording);

  return (
    <article className={styles.card} aria-labelledby={titleId}>
      <Thumbnail recording={recording} />
      <div className={styles.body}>
        <div className={styles.head}>
          <h3 id={titleId} className={styles.title}>
            {recording.title}
          </h3>
          <StatusBadge status={recording.status} isLive={isLive} />
        </div>
        <p className={styles.name}>{recording.recorderName}</p>
        <p className={styles.facts}>{facts.filter(Boolean).join(' · ')}</p>
        {note && <p className={styles.facts}>{note}</p>}
        {archiveOrRestore.error && (
          <p role="alert" className={styles.error}>
            {describeError(archiveOrRestore.error).detail}
          </p>
        )}
        <div className={styles.actions}>
          {!isArchived && (
            <Button disabled={!isPlayable} onClick={onPlay}>
              {isLive ? 'Watch live' : 'Play'}
            </Button>
          )}
          {recording.status !== 'recording' && (
            <Button kind={isArchived ? 'plain' : 'quiet'} disabled={archiveOrRestore.isPending} onClick={() => archiveOrRestore.mutate()}>
              {isArchived ? 'Restore' : 'Archive'}
            </Button>
          )}
          <Button kind="danger" className={styles.last} onClick={() => setDeleting(true)}>
            Delete
          </Button>
        </div>
      </div>
      {isDeleting && <DeleteDialog recording={recording} onClose={() => setDeleting(false)} />}
    </article>
  );
}

/** Why it cannot be played, or what it lacks; null if nothing is wrong. */
function noteOf({ status, errorReason, readError, warnings, recovered, missingSeconds }: Recording): string | null {
  if (status === 'error' && errorReason) return errorReason;
  if (readError) return readError;
  if (warnings?.length) return 'Not everything could be kept.';
  if (!recovered) return missingSeconds ? `Incomplete: at least ${formatLength(missingSeconds)} at the end are missing.` : null;
  if (missingSeconds === null || missingSeconds === undefined) return 'Recovered: the end may be missing.';
  return missingSeconds > 0 ? `Recovered: at least ${formatLength(missingSeconds)} are missing.` : 'Recovered by the server.';
}
