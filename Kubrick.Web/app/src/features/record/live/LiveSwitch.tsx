import { useId } from 'react';
import styles from './Live.module.css';

interface LiveSwitchProps {
  isOn: boolean;
  disabled: boolean;
  onChange: (isOn: boolean) => void;
}

/** Whether the recording is streamed while it is made. */
export function LiveSwitch({ isOn, disabled, onChange }: LiveSwitchProps) {
  const id = useId();
  return (
    <div className={styles.switch}>
      <label htmlFor={id}>Stream live</label>
      <input id={id} type="checkbox" role="switch" aria-checked={isOn} checked={isOn} disabled={disabled} aria-describedby={`${id}-hint`} onChange={event => onChange(event.target.checked)} />
      <p id={`${id}-hint`} className={styles.hint}>
        {isOn ? 'Everybody who opens the library can watch while you record.' : 'The recording is uploaded when you stop.'}
      </p>
    </div>
  );
}
