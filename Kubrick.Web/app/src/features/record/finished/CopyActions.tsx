import type { ReactNode } from 'react';
import { Button } from '../../../components/Button';
import type { RecordedInterview } from '../chunks/RecordedInterview';
import { DiscardButton } from './DiscardButton';
import styles from './finished.module.css';
import { saveToDisk } from './saveToDisk';

interface CopyActionsProps {
  interview: RecordedInterview;
  onKeep: () => void;
  onDiscard: () => void;
  /** The button that uploads the copy. */
  children: ReactNode;
}

/** What can be done with a copy that the server does not have: upload, save, keep for later, discard. */
export function CopyActions({ interview, onKeep, onDiscard, children }: CopyActionsProps) {
  const { isSafe } = interview.keeper;
  return (
    <>
      <div className={styles.actions}>
        {children}
        <Button onClick={() => saveToDisk(interview)}>Save to disk</Button>
        {isSafe && <Button onClick={onKeep}>Record another</Button>}
        <DiscardButton onDiscard={onDiscard} />
      </div>
      {isSafe && <p className={styles.facts}>Record another keeps this one in the browser, to be uploaded later.</p>}
    </>
  );
}
