import { useState } from 'react';
import { formatBytes } from '../../../format/bytes';
import { formatClock } from '../../../format/duration';
import type { FinishedRecording } from '../local/FinishedRecording';
import type { RecordingUpload } from '../uploads/RecordingUpload';
import { EarlyEndNotice } from './EarlyEndNotice';
import styles from './finished.module.css';
import { NameForm } from './NameForm';
import { UploadStatus } from './UploadStatus';

interface UploadPanelProps {
  recording: FinishedRecording;
  upload: RecordingUpload;
  onAnother: () => void;
  onOpenLibrary: () => void;
}

/** A finished recording and its upload, which waits for a missing name. */
export function UploadPanel({ recording, upload, onAnother, onOpenLibrary }: UploadPanelProps) {
  const { info, media, endReason } = recording;
  const [isNamed, setNamed] = useState(upload.isNamed);

  return (
    <div className={styles.page}>
      <EarlyEndNotice reason={endReason} />
      <section className={styles.card} aria-labelledby="upload-title">
        <div className={styles.head}>
          <h2 id="upload-title">{upload.info.title.trim() || 'Your recording'}</h2>
          <p className={styles.facts}>{[formatClock(info.seconds), info.quality, formatBytes(media.blob.size)].join(' · ')}</p>
        </div>
        {isNamed ? (
          <UploadStatus upload={upload} recording={recording} onAnother={onAnother} onOpenLibrary={onOpenLibrary} />
        ) : (
          <NameForm
            details={info}
            onSubmit={complete => {
              upload.setDetails(complete);
              setNamed(true);
            }}
          />
        )}
      </section>
    </div>
  );
}
