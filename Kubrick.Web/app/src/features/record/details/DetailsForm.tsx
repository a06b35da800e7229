import type { Ref } from 'react';
import { TextField } from '../../../components/Field';
import styles from './DetailsForm.module.css';
import type { InterviewDetails } from './InterviewDetails';

interface DetailsFormProps {
  details: InterviewDetails;
  onChange: (details: InterviewDetails) => void;
  nameError?: string | undefined;
  nameRef?: Ref<HTMLInputElement>;
  /** The server knows the name already, and keeps it. */
  isNameFixed?: boolean;
}

const mostCharacters = 200;
const mostInValue = 2000;

/** Title, name, and the metadata that the page's address brought. */
export function DetailsForm({ details, onChange, nameError, nameRef, isNameFixed = false }: DetailsFormProps) {
  const metadata = Object.entries(details.metadata);
  return (
    <div className={styles.form}>
      <TextField
        label="Your name"
        required
        disabled={isNameFixed}
        maxLength={mostCharacters}
        autoComplete="name"
        error={nameError}
        {...(nameRef && { ref: nameRef })}
        value={details.recorderName}
        onChange={event => onChange({ ...details, recorderName: event.target.value })}
      />
      <TextField
        label="Title"
        maxLength={mostCharacters}
        placeholder="Named by date if left empty"
        value={details.title}
        onChange={event => onChange({ ...details, title: event.target.value })}
      />
      {metadata.length > 0 && (
        <fieldset className={styles.metadata}>
          <legend>From the link</legend>
          {metadata.map(([key, value]) => (
            <TextField
              key={key}
              label={key}
              maxLength={mostInValue}
              value={value}
              onChange={event => onChange({ ...details, metadata: { ...details.metadata, [key]: event.target.value } })}
            />
          ))}
        </fieldset>
      )}
    </div>
  );
}
