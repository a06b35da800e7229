import { Button } from '../../components/Button';
import type { RecordingsPage } from '../recordings/api/listRecordings';
import styles from './Pager.module.css';

interface PagerProps {
  page: number;
  pageSize: number;
  data: RecordingsPage;
  onPage: (page: number) => void;
}

/** Links to the previous and next page, if the server reports one. */
export function Pager({ page, pageSize, data, onPage }: PagerProps) {
  const pages = Math.max(1, Math.ceil(data.totalCount / pageSize));
  if (pages === 1 && page === 1) return null;
  return (
    <nav className={styles.pager} aria-label="Pages of the library">
      <Button disabled={!data.hasPrevious} onClick={() => onPage(page - 1)}>
        Previous
      </Button>
      <p aria-live="polite">
        Page {page} of {pages}
      </p>
      <Button disabled={!data.hasNext} onClick={() => onPage(page + 1)}>
        Next
      </Button>
    </nav>
  );
}
