import { useId } from 'react';
import styles from './Live.module.css';

interface LiveSwitchProps {
  isOn: boolean;
  disabled: boolean;
  onChange: (isOn: boolean) => void;
}

/** Turns live streaming on or off for the next recording. */
export function LiveSwitch({ isOn, disabled, onChange }: LiveSwitchProps) {
  const id = useId();
  return (
    <div className={styles.switch}>
      <label htmlFor={id}>Stream live</label>
      <input id={id} type="checkbox" role="switch" aria-checked={isOn} checked={isOn} disabled={disabled} aria-describedby={`${id}-hint`} onChange={event => onChange(event.target.checked)} />
      <p id={`${id}-hint`} className={styles.hint}>
        {isOn ? 'Anyone with access to the library can watch while you record.' : 'The recording is uploaded while you record.'}
      </p>
    </div>
  );
}
