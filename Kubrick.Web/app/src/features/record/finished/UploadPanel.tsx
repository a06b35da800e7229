import { useState } from 'react';
import { formatBytes } from '../../../format/bytes';
import { formatClock } from '../../../format/duration';
import { UploadEngine } from '../../upload/UploadEngine';
import type { InterviewDetails } from '../details/InterviewDetails';
import type { FinishedRecording } from '../local/FinishedRecording';
import { EarlyEndNotice } from './EarlyEndNotice';
import styles from './finished.module.css';
import { NameForm } from './NameForm';
import { uploadJobOf } from './uploadJobOf';
import { UploadStatus } from './UploadStatus';

interface UploadPanelProps {
  recording: FinishedRecording;
  onAnother: () => void;
  onOpenLibrary: () => void;
}

/** A finished recording: asks for a missing name and uploads it. */
export function UploadPanel({ recording, onAnother, onOpenLibrary }: UploadPanelProps) {
  const { info, media, endReason } = recording;
  const [details, setDetails] = useState<InterviewDetails>(info);
  const [upload, setUpload] = useState(() => (info.recorderName.trim() === '' ? null : new UploadEngine(uploadJobOf(recording, info))));

  return (
    <div className={styles.page}>
      <EarlyEndNotice reason={endReason} />
      <section className={styles.card} aria-labelledby="upload-title">
        <div className={styles.head}>
          <h2 id="upload-title">{details.title.trim() || 'Your recording'}</h2>
          <p className={styles.facts}>{[formatClock(info.seconds), info.quality, formatBytes(media.blob.size)].join(' · ')}</p>
        </div>
        {upload ? (
          <UploadStatus upload={upload} recording={recording} onAnother={onAnother} onOpenLibrary={onOpenLibrary} />
        ) : (
          <NameForm
            details={info}
            onSubmit={complete => {
              recording.copy.updateInfo(complete);
              setDetails(complete);
              setUpload(new UploadEngine(uploadJobOf(recording, complete)));
            }}
          />
        )}
      </section>
    </div>
  );
}
