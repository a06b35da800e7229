import type { RecordingStatus } from '../recordings/recording';
import styles from './StatusBadge.module.css';

const labels: Readonly<Record<RecordingStatus, string>> = {
  recording: 'Recording',
  uploading: 'Uploading',
  processing: 'Processing',
  ready: 'Ready',
  error: 'Failed',
  archived: 'Archived',
};

/** A recording's status in a word. */
export function StatusBadge({ status }: { status: RecordingStatus }) {
  return <span className={[styles.badge, styles[status]].filter(Boolean).join(' ')}>{labels[status]}</span>;
}
