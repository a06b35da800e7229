import type { Ref } from 'react';
import { TextField } from '../../../components/Field';
import { maxNameLength, maxTitleLength } from './detailLimits';
import styles from './DetailsForm.module.css';
import type { InterviewDetails } from './InterviewDetails';

interface DetailsFormProps {
  details: InterviewDetails;
  onChange: (details: InterviewDetails) => void;
  nameError?: string | undefined;
  nameRef?: Ref<HTMLInputElement>;
  /** The server does not accept a new name once the recording exists. */
  isNameFixed?: boolean;
}

const maxValueLength = 2000;

/** The fields for name, title and the metadata from the page's address. */
export function DetailsForm({ details, onChange, nameError, nameRef, isNameFixed = false }: DetailsFormProps) {
  const metadata = Object.entries(details.metadata);
  return (
    <div className={styles.form}>
      <TextField
        label="Your name"
        required
        disabled={isNameFixed}
        maxLength={maxNameLength}
        autoComplete="name"
        error={nameError}
        {...(nameRef && { ref: nameRef })}
        value={details.recorderName}
        onChange={event => onChange({ ...details, recorderName: event.target.value })}
      />
      <TextField
        label="Title"
        maxLength={maxTitleLength}
        placeholder="Defaults to the date"
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
              maxLength={maxValueLength}
              value={value}
              onChange={event => onChange({ ...details, metadata: { ...details.metadata, [key]: event.target.value } })}
            />
          ))}
        </fieldset>
      )}
    </div>
  );
}
