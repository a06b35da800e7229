import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ApiError, describeError } from '../../api/errors';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { Notice } from '../../components/Notice';
import { deleteRecording } from '../recordings/api/deleteRecording';
import type { Recording } from '../recordings/api/recording';
import styles from './DeleteDialog.module.css';

/** Asks for confirmation before a recording is deleted permanently. */
export function DeleteDialog({ recording, onClose }: { recording: Recording; onClose: () => void }) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteRecording(recording.id).catch(ignoreMissing),
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries({ queryKey: ['recordings'] });
    },
  });

  return (
    <Dialog title="Delete this recording?" onClose={onClose}>
      <p className={styles.text}>
        <strong>{recording.title}</strong> by {recording.recorderName} and its video will be deleted permanently.
      </p>
      {remove.error && (
        <Notice tone="bad" title={describeError(remove.error).title}>
          {describeError(remove.error).detail}
        </Notice>
      )}
      <div className={styles.actions}>
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="primary" disabled={remove.isPending} onClick={() => remove.mutate()}>
          Confirm delete
        </Button>
      </div>
    </Dialog>
  );
}

// Already deleted by somebody else.
function ignoreMissing(error: unknown): void {
  if (!(error instanceof ApiError && error.status === 404)) throw error;
}
