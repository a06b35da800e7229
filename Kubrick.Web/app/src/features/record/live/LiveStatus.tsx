import { Notice } from '../../../components/Notice';
import { useStore } from '../../../state/useStore';
import styles from './Live.module.css';
import type { LivePhase, LivePublisher } from './LivePublisher';
import { textOf } from './liveWarnings';

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
  reconnecting: 'Connection lost. Reconnecting… Recording continues.',
  stopping: '',
  ended: 'The stream has ended',
  failed: '',
};

/** Badges over the preview: the state of the stream and the number of viewers. */
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

/** Problems of a running stream. */
export function LiveNotices({ live }: { live: LivePublisher }) {
  const { phase, isSlow, problem, warnings } = useStore(live);
  if (phase === 'failed' && problem) {
    return (
      <Notice tone="bad" title={problem.title}>
        {problem.detail} Recording continues in this browser. You can upload it after you stop.
      </Notice>
    );
  }
  if (phase === 'reconnecting') {
    return (
      <Notice tone="warn" title="Connection lost">
        Reconnecting… Recording continues. Everything is saved in this browser.
      </Notice>
    );
  }
  if (isSlow) {
    return (
      <Notice tone="warn" title="The network is too slow">
        The stream is falling behind. Nothing is lost: unsent video is saved in this browser.
      </Notice>
    );
  }
  if (warnings.length === 0) return null;
  return (
    <Notice tone="warn" title="The server reports a problem">
      {textOf(warnings)} Recording continues.
    </Notice>
  );
}
