import { type InputHTMLAttributes, type Ref, type SelectHTMLAttributes, useId } from 'react';
import styles from './Field.module.css';

interface Labelled {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
}

/** A labelled text field with a hint or an error below. */
export function TextField({ label, hint, error, ref, ...rest }: Labelled & InputHTMLAttributes<HTMLInputElement> & { ref?: Ref<HTMLInputElement> }) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <input ref={ref} id={id} className={styles.input} aria-invalid={error ? true : undefined} aria-describedby={note ? `${id}-note` : undefined} {...rest} />
      {note && (
        <p id={`${id}-note`} className={error ? styles.error : styles.hint}>
          {note}
        </p>
      )}
    </div>
  );
}

/** A labelled select field. */
export function SelectField({ label, hint, children, ...rest }: Labelled & SelectHTMLAttributes<HTMLSelectElement>) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <select id={id} className={styles.input} aria-describedby={hint ? `${id}-note` : undefined} {...rest}>
        {children}
      </select>
      {hint && (
        <p id={`${id}-note`} className={styles.hint}>
          {hint}
        </p>
      )}
    </div>
  );
}
