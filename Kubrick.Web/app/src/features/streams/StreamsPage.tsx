import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { describeError } from '../../api/errors';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { Notice } from '../../components/Notice';
import { formatBytes } from '../../format/bytes';
import { LazyStreamPlayer } from '../player/LazyStreamPlayer';
import { getStreamsStatus } from './api/getStreamsStatus';
import { inOrder, type StreamsStatus } from './api/stream';
import styles from './StreamsPage.module.css';
import { StreamTable } from './StreamTable';

interface WatchedStream {
  readonly recordingId: string;
  readonly url: string;
  readonly title: string;
}

const pollInterval = 2_500;

/** The running and recent streams, polled while the page is open. */
export function StreamsPage() {
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['streams'],
    queryFn: ({ signal }) => getStreamsStatus(signal),
    staleTime: 0,
    refetchInterval: pollInterval,
  });
  const [watched, setWatched] = useState<WatchedStream | null>(null);
  const message = error ? describeError(error) : null;

  return (
    <div className={styles.page}>
      <h2>Streams</h2>
      {message && (
        <Notice tone="bad" title={message.title} actions={<Button onClick={() => void refetch()}>Try again</Button>}>
          {message.detail}
        </Notice>
      )}
      {isPending && <p role="status">Loading…</p>}
      {data && <Statistics status={data} />}
      {data?.streams.length === 0 && <p className={styles.empty}>No streams yet.</p>}
      {data && data.streams.length > 0 && (
        <StreamTable
          streams={inOrder(data.streams)}
          onWatch={({ recordingId, manifestUrl }, title) => setWatched({ recordingId, url: manifestUrl, title })}
        />
      )}
      {watched && (
        <Dialog title={watched.title} wide onClose={() => setWatched(null)}>
          <LazyStreamPlayer {...watched} />
        </Dialog>
      )}
    </div>
  );
}

function Statistics({ status }: { status: StreamsStatus }) {
  const facts: readonly (readonly [string, string | number])[] = [
    ['Live now', status.activeStreams],
    ['Viewers', status.totalViewers],
    ['Total streams', status.totalStreams],
    ['Segments stored', status.totalSegmentsUploaded],
    ['Stored', formatBytes(status.totalBytesUploaded)],
  ];
  return (
    <dl className={styles.facts} aria-label="Statistics">
      {facts.map(([name, value]) => (
        <div key={name} className={styles.fact}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
