import type { ReactNode } from 'react';
import { Button } from '../../../components/Button';
import { Notice } from '../../../components/Notice';
import styles from './finished.module.css';

interface DonePanelProps {
  testId: 'uploaded' | 'streamed';
  title: string;
  recordingId: string | null;
  bytes: number;
  sha256: string | null;
  onAnother: () => void;
  onOpenLibrary: () => void;
  children: ReactNode;
}

/** Reports that the server has every byte of a recording. Tests compare the data attributes with the stored file. */
export function DonePanel({ testId, title, recordingId, bytes, sha256, onAnother, onOpenLibrary, children }: DonePanelProps) {
  return (
    <div className={styles.uploaded} data-testid={testId} data-recording-id={recordingId ?? ''} data-bytes={bytes} data-sha256={sha256 ?? ''}>
      <Notice tone="good" title={title}>
        {children}
      </Notice>
      <div className={styles.actions}>
        <Button kind="primary" onClick={onAnother}>
          Record another
        </Button>
        <Button onClick={onOpenLibrary}>Open library</Button>
      </div>
    </div>
  );
}
