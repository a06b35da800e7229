import { type SubmitEvent, useEffect, useRef, useState } from 'react';
import { Button } from '../../../components/Button';
import { DetailsForm } from '../details/DetailsForm';
import type { InterviewDetails } from '../details/InterviewDetails';
import { saveRecorderName } from '../details/recorderName';
import styles from './finished.module.css';

/** Asks for the name, without which the server takes no recording. */
export function NameForm({ details: initial, onSubmit }: { details: InterviewDetails; onSubmit: (details: InterviewDetails) => void }) {
  const [details, setDetails] = useState<InterviewDetails>(() => ({ title: initial.title, recorderName: initial.recorderName, metadata: initial.metadata }));
  const [isTried, setTried] = useState(false);
  const name = useRef<HTMLInputElement>(null);
  const isMissing = details.recorderName.trim() === '';

  useEffect(() => name.current?.focus(), []);

  function submit(event: SubmitEvent) {
    event.preventDefault();
    setTried(true);
    if (isMissing) {
      name.current?.focus();
      return;
    }
    saveRecorderName(details.recorderName.trim());
    onSubmit(details);
  }

  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <p>The recording is finished. Your name is needed before it is uploaded.</p>
      <DetailsForm details={details} onChange={setDetails} nameRef={name} nameError={isTried && isMissing ? 'Please enter your name.' : undefined} />
      <Button kind="primary" type="submit">
        Upload
      </Button>
    </form>
  );
}
