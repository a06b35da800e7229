import { useState } from 'react';
import { Button } from '../../../components/Button';

/** Asks for confirmation before it discards, because there is no other copy. */
export function DiscardButton({ onDiscard }: { onDiscard: () => void }) {
  const [isConfirming, setConfirming] = useState(false);
  if (!isConfirming) {
    return (
      <Button kind="danger" onClick={() => setConfirming(true)}>
        Discard
      </Button>
    );
  }
  return (
    <>
      <Button kind="danger" onClick={onDiscard}>
        Discard permanently
      </Button>
      <Button kind="quiet" onClick={() => setConfirming(false)}>
        Keep
      </Button>
    </>
  );
}
