import type { ReactNode } from 'react';
import { Button } from '../../../components/Button';
import type { FinishedRecording } from '../local/FinishedRecording';
import { DiscardButton } from '../uploads/DiscardButton';
import styles from './finished.module.css';
import { saveToDisk } from './saveToDisk';

interface CopyActionsProps {
  recording: FinishedRecording;
  onKeep: () => void;
  onDiscard: () => void;
  /** The button that uploads the copy. */
  children: ReactNode;
}

/** The actions on a local copy that is not fully on the server: upload, save to disk, keep for later, discard. */
export function CopyActions({ recording, onKeep, onDiscard, children }: CopyActionsProps) {
  const { isOnDisk } = recording.copy;
  return (
    <>
      <div className={styles.actions}>
        {children}
        <Button onClick={() => saveToDisk(recording)}>Save to disk</Button>
        {isOnDisk && <Button onClick={onKeep}>Record another</Button>}
        <DiscardButton onDiscard={onDiscard} />
      </div>
      {isOnDisk && <p className={styles.facts}>If you record another, this browser keeps this recording. You can upload it later.</p>}
    </>
  );
}
