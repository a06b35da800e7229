import { type SubmitEvent, useEffect, useRef, useState } from 'react';
import { Button } from '../../../components/Button';
import { DetailsForm } from './DetailsForm';
import type { InterviewDetails } from './InterviewDetails';
import styles from './NameForm.module.css';
import { saveRecorderName } from './recorderName';

interface NameFormProps {
  details: InterviewDetails;
  /** Whether the server has refused the details, which the page explains beside the form. */
  isCorrection?: boolean;
  onSubmit: (details: InterviewDetails) => void;
}

/** Asks for the user's name, which the server requires, or for other details than those that it refused. */
export function NameForm({ details: initial, isCorrection = false, onSubmit }: NameFormProps) {
  const [details, setDetails] = useState<InterviewDetails>(() => ({ title: initial.title, recorderName: initial.recorderName, metadata: initial.metadata }));
  const [isSubmitted, setSubmitted] = useState(false);
  const name = useRef<HTMLInputElement>(null);
  const isMissing = details.recorderName.trim() === '';

  useEffect(() => {
    if (!isCorrection) name.current?.focus();
  }, [isCorrection]);

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
      <p>{isCorrection ? 'Correct the details to upload the recording.' : 'Enter your name to upload the recording.'}</p>
      <DetailsForm details={details} onChange={setDetails} nameRef={name} nameError={isSubmitted && isMissing ? 'Please enter your name.' : undefined} />
      <Button kind="primary" type="submit">
        Upload
      </Button>
    </form>
  );
}
