import { useState } from 'react';
import { formatClock } from '../../format/duration';
import type { Recording } from '../recordings/api/recording';
import styles from './Thumbnail.module.css';

/**
 * The recording's thumbnail with its duration. Every response of the server contains newly signed URLs. The first one is used until it
 * fails, so that a refresh of the library does not load all images again.
 */
export function Thumbnail({ recording }: { recording: Recording }) {
  const latest = recording.thumbnailUrl ?? null;
  const [shown, setShown] = useState(latest);
  const [failed, setFailed] = useState<string | null>(null);
  const url = shown !== null && shown !== failed ? shown : latest;
  if (url !== shown) setShown(url);

  return (
    <div className={styles.frame}>
      {url && url !== failed ? (
        <img
          className={styles.image}
          src={url}
          alt=""
          loading="lazy"
          onError={() => setFailed(url)}
        />
      ) : (
        <span className={styles.placeholder} aria-hidden="true">
          {recording.title.trim().charAt(0).toUpperCase() || '?'}
        </span>
      )}
      {typeof recording.duration === 'number' && recording.duration > 0 && (
        <span className={styles.length}>
          <span className="visually-hidden">Duration </span>
          {formatClock(recording.duration)}
        </span>
      )}
    </div>
  );
}
