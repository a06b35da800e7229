import { useLeaveWarning } from '../../../components/useLeaveWarning';
import { formatBytes } from '../../../format/bytes';
import { useSelected } from '../../../state/useStore';
import styles from './UploadIndicator.module.css';
import { useUploads } from './UploadsContext';
import type { UploadSummary } from './UploadSummary';

/** The state of all uploads in one line: what is on this disk, what is on the server, and whether the tab may be closed. Opens the details. */
export function UploadIndicator({ onOpen }: { onOpen: () => void }) {
  const summary = useSelected(useUploads(), ({ summary }) => summary);
  // What is on the disk survives; the rest does not.
  useLeaveWarning(summary.bytesInMemory > 0);
  if (summary.state === 'idle') return null;
  return (
    <button type="button" className={styles.indicator} data-testid="upload-indicator" data-state={summary.state} onClick={onOpen}>
      <span className={styles.advice}>{advice[summary.state]}</span>
      {summary.state !== 'saved' && <span className={styles.facts}>{factsOf(summary)}</span>}
    </button>
  );
}

const advice: Readonly<Record<UploadSummary['state'], string>> = {
  idle: '',
  recording: 'Keep this tab open',
  uploading: 'Keep this tab open',
  offline: 'Offline · Keep this tab open',
  stuck: 'Not uploaded · Details',
  comparing: 'Saved, not compared yet · Keep this tab open',
  waiting: 'Not uploaded · Details',
  saved: 'Saved · You can close this tab',
};

function factsOf({ bytesOnDisk, bytesInMemory, bytesOnServer }: UploadSummary): string {
  const inMemory = bytesInMemory > 0 ? [`${formatBytes(bytesInMemory)} only in this tab`] : [];
  const onDisk = bytesOnDisk > 0 || bytesInMemory === 0 ? [`${formatBytes(bytesOnDisk)} on this disk`] : [];
  return [...inMemory, ...onDisk, `${formatBytes(bytesOnServer)} on the server`].join(' · ');
}
