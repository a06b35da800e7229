import { useQuery } from '@tanstack/react-query';
import { Button } from '../../components/Button';
import { formatBytes } from '../../format/bytes';
import { formatDateTime } from '../../format/date';
import { formatClock } from '../../format/duration';
import { getRecording } from '../recordings/api/getRecording';
import { isActive, type StreamState, type StreamStatus } from './api/stream';
import styles from './StreamsPage.module.css';

const labels: Readonly<Record<StreamStatus, string>> = {
  starting: 'Starting',
  live: 'Live',
  reconnecting: 'Reconnecting',
  stopping: 'Ending',
  ended: 'Ended',
  error: 'Failed',
};

type OnWatch = (stream: StreamState, title: string) => void;

/** Streams, one per row. */
export function StreamTable({ streams, onWatch }: { streams: readonly StreamState[]; onWatch: OnWatch }) {
  return (
    // On a phone the table scrolls in its own frame, which must be reachable by keyboard.
    <div className={styles.frame} role="region" aria-label="Streams" tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Title</th>
            <th scope="col">Recorder</th>
            <th scope="col">State</th>
            <th scope="col">Started</th>
            <th scope="col" className={styles.number}>Duration</th>
            <th scope="col" className={styles.number}>Viewers</th>
            <th scope="col" className={styles.number}>Stored</th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {streams.map(stream => (
            <StreamRow key={stream.recordingId} stream={stream} onWatch={onWatch} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function StreamRow({ stream, onWatch }: { stream: StreamState; onWatch: OnWatch }) {
  const { recordingId, status, startTime, duration, viewerCount, bytesUploaded, error } = stream;
  // The server may list a stream without its recording.
  const { data } = useQuery({
    queryKey: ['recording', recordingId],
    queryFn: ({ signal }) => getRecording(recordingId, signal),
    enabled: !stream.recording?.title,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const title = stream.recording?.title ?? data?.title ?? recordingId;
  const recorderName = stream.recording?.recorderName ?? data?.recorderName ?? '';
  const canWatch = isActive(stream) || (status === 'ended' && stream.segmentsUploaded > 0);

  return (
    <tr>
      <th scope="row" className={styles.title}>
        {title}
      </th>
      <td>{recorderName}</td>
      <td>
        <span className={[styles.state, styles[status]].filter(Boolean).join(' ')} title={error ?? undefined}>
          {labels[status]}
        </span>
        {error && <p className={styles.error}>{error}</p>}
      </td>
      <td>{formatDateTime(new Date(startTime).toISOString())}</td>
      <td className={styles.number}>{formatClock(duration / 1000)}</td>
      <td className={styles.number}>{viewerCount}</td>
      <td className={styles.number}>{formatBytes(bytesUploaded)}</td>
      <td className={styles.action}>
        {canWatch && (
          <Button onClick={() => onWatch(stream, title)} aria-label={`Watch ${title}`}>
            Watch
          </Button>
        )}
      </td>
    </tr>
  );
}
