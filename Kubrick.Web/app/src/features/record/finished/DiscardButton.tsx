import { useState } from 'react';
import { Button } from '../../../components/Button';

/** Discards at the second click: what it removes is nowhere else. */
export function DiscardButton({ onDiscard }: { onDiscard: () => void }) {
  const [isAsking, setAsking] = useState(false);
  if (!isAsking) {
    return (
      <Button kind="danger" onClick={() => setAsking(true)}>
        Discard
      </Button>
    );
  }
  return (
    <>
      <Button kind="danger" onClick={onDiscard}>
        Discard for good
      </Button>
      <Button kind="quiet" onClick={() => setAsking(false)}>
        Keep
      </Button>
    </>
  );
}
