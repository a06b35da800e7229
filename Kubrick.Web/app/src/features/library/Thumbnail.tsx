import { useState } from 'react';
import { formatClock } from '../../format/duration';
import type { Recording } from '../recordings/api/recording';
import styles from './Thumbnail.module.css';

/**
 * The recording's picture with its length. The address is signed anew with every answer of the server; the first one is kept until it
 * fails, so that a library that is asked for again does not load all its pictures again.
 */
export function Thumbnail({ recording }: { recording: Recording }) {
  const latest = recording.thumbnailUrl ?? null;
  const [shown, setShown] = useState(latest);
  const [failed, setFailed] = useState<string | null>(null);
  const address = shown !== null && shown !== failed ? shown : latest;
  if (address !== shown) setShown(address);

  return (
    <div className={styles.frame}>
      {address && address !== failed ? (
        <img
          className={styles.picture}
          src={address}
          alt=""
          loading="lazy"
          onError={() => setFailed(address)}
        />
      ) : (
        <span className={styles.placeholder} aria-hidden="true">
          {recording.title.trim().charAt(0).toUpperCase() || '?'}
        </span>
      )}
      {typeof recording.duration === 'number' && recording.duration > 0 && (
        <span className={styles.length}>
          <span className="visually-hidden">Length </span>
          {formatClock(recording.duration)}
        </span>
      )}
    </div>
  );
}
