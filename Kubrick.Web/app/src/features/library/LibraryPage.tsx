import { useState } from 'react';
import { describeError } from '../../api/errors';
import { Button } from '../../components/Button';
import { Notice } from '../../components/Notice';
import type { Recording } from '../recordings/api/recording';
import { Filters } from './Filters';
import styles from './LibraryPage.module.css';
import type { LibraryView } from './libraryView';
import { Pager } from './Pager';
import { PlayerDialog } from './PlayerDialog';
import { RecordingCard } from './RecordingCard';
import { useDebounced } from './useDebounced';
import { useRecordings } from './useRecordings';

const pageSize = 12;

interface LibraryPageProps {
  view: LibraryView;
  onView: (view: LibraryView) => void;
  onRecord: () => void;
}

/** The library: filters, recording cards, pages, and the player. */
export function LibraryPage({ view, onView, onRecord }: LibraryPageProps) {
  const recorderName = useDebounced(view.recorderName, 300);
  const { data, error, isPending, isPlaceholderData, refetch } = useRecordings({ ...view, recorderName, pageSize });
  const [playing, setPlaying] = useState<Recording | null>(null);
  const isFiltered = recorderName !== '' || view.status !== '';
  const recordings = data?.recordings ?? [];
  // The page is empty after the last recording on it was deleted.
  const isPastEnd = data !== undefined && recordings.length === 0 && view.page > 1;

  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <h2>Library</h2>
        <p role="status" className={styles.count}>
          {data && `${data.totalCount} ${data.totalCount === 1 ? 'recording' : 'recordings'}`}
        </p>
      </div>
      <Filters view={view} onView={onView} />
      {error && (
        <Notice tone="bad" title={describeError(error).title} actions={<Button onClick={() => void refetch()}>Try again</Button>}>
          {describeError(error).detail}
        </Notice>
      )}
      {isPending && <Skeletons />}
      {data && recordings.length === 0 && (
        <Empty isFiltered={isFiltered} isPastEnd={isPastEnd} onRecord={onRecord} onFirstPage={() => onView({ ...view, page: 1 })} />
      )}
      <div className={styles.cards} aria-busy={isPlaceholderData}>
        {recordings.map(recording => (
          <RecordingCard key={recording.id} recording={recording} onPlay={() => setPlaying(recording)} />
        ))}
      </div>
      {data && <Pager page={view.page} pageSize={pageSize} data={data} onPage={page => onView({ ...view, page })} />}
      {playing && <PlayerDialog recording={playing} onClose={() => setPlaying(null)} />}
    </div>
  );
}

interface EmptyProps {
  isFiltered: boolean;
  isPastEnd: boolean;
  onRecord: () => void;
  onFirstPage: () => void;
}

function Empty({ isFiltered, isPastEnd, onRecord, onFirstPage }: EmptyProps) {
  if (isPastEnd) {
    return (
      <div className={styles.empty}>
        <p>This page is empty.</p>
        <Button onClick={onFirstPage}>Go to first page</Button>
      </div>
    );
  }
  return (
    <div className={styles.empty}>
      <p>{isFiltered ? 'No recordings match these filters.' : 'No recordings yet.'}</p>
      {!isFiltered && (
        <Button kind="primary" onClick={onRecord}>
          Record your first interview
        </Button>
      )}
    </div>
  );
}

function Skeletons() {
  return (
    <div className={styles.cards} role="status" aria-label="Loading recordings">
      {Array.from({ length: 6 }, (_, index) => (
        <div key={index} className={styles.skeleton} />
      ))}
    </div>
  );
}
