import { useState } from 'react';
import { formatBytes } from '../../../format/bytes';
import { formatClock } from '../../../format/duration';
import { UploadEngine } from '../../upload/UploadEngine';
import type { RecordedInterview } from '../chunks/RecordedInterview';
import type { InterviewDetails } from '../details/InterviewDetails';
import { EarlyEnd } from './EarlyEnd';
import styles from './finished.module.css';
import { NameForm } from './NameForm';
import { uploadJobOf } from './uploadJobOf';
import { UploadStatus } from './UploadStatus';

interface UploadPanelProps {
  interview: RecordedInterview;
  onAnother: () => void;
  onOpenLibrary: () => void;
}

/** A finished recording: asks for what is missing, uploads it, and keeps it until the server has it. */
export function UploadPanel({ interview, onAnother, onOpenLibrary }: UploadPanelProps) {
  const { about, media, end } = interview;
  const [details, setDetails] = useState<InterviewDetails>(about);
  const [upload, setUpload] = useState(() => (about.recorderName.trim() === '' ? null : new UploadEngine(uploadJobOf(interview, about))));

  return (
    <div className={styles.page}>
      <EarlyEnd end={end} />
      <section className={styles.card} aria-labelledby="upload-title">
        <div className={styles.head}>
          <h2 id="upload-title">{details.title.trim() || 'Your recording'}</h2>
          <p className={styles.facts}>{[formatClock(about.seconds), about.quality, formatBytes(media.blob.size)].join(' · ')}</p>
        </div>
        {upload ? (
          <UploadStatus upload={upload} interview={interview} onAnother={onAnother} onOpenLibrary={onOpenLibrary} />
        ) : (
          <NameForm
            details={about}
            onSubmit={complete => {
              interview.keeper.note(complete);
              setDetails(complete);
              setUpload(new UploadEngine(uploadJobOf(interview, complete)));
            }}
          />
        )}
      </section>
    </div>
  );
}
