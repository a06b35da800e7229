import type { RecordingStatus } from '../recordings/api/recording';
import styles from './StatusBadge.module.css';

const labels: Readonly<Record<RecordingStatus, string>> = {
  recording: 'Recording',
  uploading: 'Uploading',
  processing: 'Processing',
  ready: 'Ready',
  error: 'Failed',
  archived: 'Archived',
};

/** A recording's status; `Live` takes precedence. */
export function StatusBadge({ status, isLive = false }: { status: RecordingStatus; isLive?: boolean }) {
  if (isLive) return <span className={[styles.badge, styles.live].join(' ')}>Live</span>;
  return <span className={[styles.badge, styles[status]].filter(Boolean).join(' ')}>{labels[status]}</span>;
}
