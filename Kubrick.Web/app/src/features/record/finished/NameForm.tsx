import { type SubmitEvent, useEffect, useRef, useState } from 'react';
import { Button } from '../../../components/Button';
import { DetailsForm } from '../details/DetailsForm';
import type { InterviewDetails } from '../details/InterviewDetails';
import { saveRecorderName } from '../details/recorderName';
import styles from './finished.module.css';

/** Asks for the user's name, which the server requires. */
export function NameForm({ details: initial, onSubmit }: { details: InterviewDetails; onSubmit: (details: InterviewDetails) => void }) {
  const [details, setDetails] = useState<InterviewDetails>(() => ({ title: initial.title, recorderName: initial.recorderName, metadata: initial.metadata }));
  const [isSubmitted, setSubmitted] = useState(false);
  const name = useRef<HTMLInputElement>(null);
  const isMissing = details.recorderName.trim() === '';

  useEffect(() => name.current?.focus(), []);

  function submit(event: SubmitEvent) {
    event.preventDefault();
    setSubmitted(true);
    if (isMissing) {
      name.current?.focus();
      return;
    }
    saveRecorderName(details.recorderName.trim());
    onSubmit(details);
  }

  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <p>Enter your name to upload the recording.</p>
      <DetailsForm details={details} onChange={setDetails} nameRef={name} nameError={isSubmitted && isMissing ? 'Please enter your name.' : undefined} />
      <Button kind="primary" type="submit">
        Upload
      </Button>
    </form>
  );
}
