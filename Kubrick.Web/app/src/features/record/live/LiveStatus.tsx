import { Notice } from '../../../components/Notice';
import { useStore } from '../../../state/useStore';
import styles from './Live.module.css';
import type { LivePhase, LivePublisher } from './LivePublisher';

const labels: Readonly<Record<LivePhase, string>> = {
  connecting: 'Connecting…',
  live: 'Live',
  reconnecting: 'Reconnecting…',
  stopping: 'Ending…',
  ended: 'Ended',
  failed: 'Not live',
};

const announcements: Readonly<Record<LivePhase, string>> = {
  connecting: 'Connecting to the server',
  live: 'You are live',
  reconnecting: 'The connection is lost. Reconnecting; the recording goes on.',
  stopping: '',
  ended: 'The stream has ended',
  failed: '',
};

/** Over the camera's picture: whether the stream runs, and how many watch. */
export function LiveBadges({ live }: { live: LivePublisher }) {
  const { phase, viewerCount, isSlow } = useStore(live);
  return (
    <div className={styles.badges}>
      <span className={[styles.badge, phase === 'live' && styles.onAir].filter(Boolean).join(' ')} data-testid="live-state" data-state={phase}>
        {labels[phase]}
      </span>
      {phase !== 'failed' && (
        <span className={styles.badge} role="group" aria-label="Viewers">
          <span data-testid="viewer-count">{viewerCount}</span> watching
        </span>
      )}
      <p role="status" className="visually-hidden">
        {isSlow && phase === 'live' ? 'The network is too slow for the live stream' : announcements[phase]}
      </p>
    </div>
  );
}

/** What the person has to know while the stream runs. */
export function LiveNotices({ live }: { live: LivePublisher }) {
  const { phase, isSlow, problem } = useStore(live);
  if (phase === 'failed' && problem) {
    return (
      <Notice tone="bad" title={problem.title}>
        {problem.detail} The recording goes on in this browser, and can be uploaded when you stop.
      </Notice>
    );
  }
  if (phase === 'reconnecting') {
    return (
      <Notice tone="warn" title="The connection is lost">
        Reconnecting. The recording goes on; what viewers miss is kept in this browser.
      </Notice>
    );
  }
  if (!isSlow) return null;
  return (
    <Notice tone="warn" title="The network is too slow">
      Viewers see you later and later. Nothing is lost: what is not sent yet is kept in this browser.
    </Notice>
  );
}
