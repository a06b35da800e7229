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

/** All recordings: cards, filters, pages, and the player. */
export function LibraryPage({ view, onView, onRecord }: LibraryPageProps) {
  const recorderName = useDebounced(view.recorderName, 300);
  const { data, error, isPending, isPlaceholderData, refetch } = useRecordings({ ...view, recorderName, pageSize });
  const [playing, setPlaying] = useState<Recording | null>(null);
  const isFiltered = recorderName !== '' || view.status !== '';
  const recordings = data?.recordings ?? [];
  // Deleting the last card of the last page leaves the reader on a page that is no more.
  const isBeyond = data !== undefined && recordings.length === 0 && view.page > 1;

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
        <Empty isFiltered={isFiltered} isBeyond={isBeyond} onRecord={onRecord} onFirstPage={() => onView({ ...view, page: 1 })} />
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
  isBeyond: boolean;
  onRecord: () => void;
  onFirstPage: () => void;
}

function Empty({ isFiltered, isBeyond, onRecord, onFirstPage }: EmptyProps) {
  if (isBeyond) {
    return (
      <div className={styles.empty}>
        <p>There is nothing on this page any more.</p>
        <Button onClick={onFirstPage}>First page</Button>
      </div>
    );
  }
  return (
    <div className={styles.empty}>
      <p>{isFiltered ? 'No recording fits this filter.' : 'No recordings yet.'}</p>
      {!isFiltered && (
        <Button kind="primary" onClick={onRecord}>
          Record the first one
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
