import { useState } from 'react';
import { formatBytes } from '../../../format/bytes';
import { formatClock } from '../../../format/duration';
import { useStore } from '../../../state/useStore';
import { NameForm } from '../details/NameForm';
import type { FinishedRecording } from '../local/FinishedRecording';
import type { RecordingUpload } from '../uploads/RecordingUpload';
import { useUploads } from '../uploads/UploadsContext';
import { EarlyEndNotice } from './EarlyEndNotice';
import styles from './finished.module.css';
import { UploadStatus } from './UploadStatus';

interface UploadPanelProps {
  recording: FinishedRecording;
  upload: RecordingUpload;
  onAnother: () => void;
  onOpenLibrary: () => void;
}

/** A finished recording and its upload, which waits for a missing name, or for other details than those that the server refused. */
export function UploadPanel({ recording, upload, onAnother, onOpenLibrary }: UploadPanelProps) {
  const { info, media, endReason } = recording;
  const uploads = useUploads();
  const [isNamed, setNamed] = useState(upload.isNamed);
  const areDetailsRefused = useStore(upload.engine).error?.isAboutDetails === true;

  return (
    <div className={styles.page}>
      <EarlyEndNotice reason={endReason} />
      <section className={styles.card} aria-labelledby="upload-title">
        <div className={styles.head}>
          <h2 id="upload-title">{upload.info.title.trim() || 'Your recording'}</h2>
          <p className={styles.facts}>{[formatClock(info.seconds), info.quality, formatBytes(media.blob.size)].join(' · ')}</p>
        </div>
        {isNamed && <UploadStatus upload={upload} recording={recording} onAnother={onAnother} onOpenLibrary={onOpenLibrary} />}
        {(!isNamed || areDetailsRefused) && (
          <NameForm
            details={upload.info}
            isCorrection={areDetailsRefused}
            onSubmit={complete => {
              upload.setDetails(complete);
              setNamed(true);
              if (areDetailsRefused) uploads.retry(upload);
            }}
          />
        )}
      </section>
    </div>
  );
}
