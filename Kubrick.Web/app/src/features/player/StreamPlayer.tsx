import Hls from 'hls.js/light';
import { useCallback, useEffect, useState } from 'react';
import { Button } from '../../components/Button';
import { Notice } from '../../components/Notice';
import { Store } from '../../state/Store';
import { useStore } from '../../state/useStore';
import { HlsPlayer } from './HlsPlayer';
import { NativePlayer } from './NativePlayer';
import { initialPlayerSnapshot, type Player, type PlayerPhase, type PlayerSnapshot } from './Player';
import styles from './StreamPlayer.module.css';
import { ViewerPresence } from './ViewerPresence';

export interface StreamPlayerProps {
  recordingId: string;
  url: string;
  title: string;
  poster?: string | undefined;
  /** Creates the player; replaced in tests. */
  open?: (video: HTMLVideoElement, url: string) => Player;
}

const noPlayer = new Store<PlayerSnapshot>(initialPlayerSnapshot);

// Chromium claims that it may support HLS, but does not play it. So hls.js takes precedence.
function createPlayer(video: HTMLVideoElement, url: string): Player {
  return Hls.isSupported() ? new HlsPlayer(video, url) : new NativePlayer(video, url);
}

/** Plays a stream or its recording, and shows the latency and the number of viewers. */
export default function StreamPlayer({ recordingId, url, title, poster, open = createPlayer }: StreamPlayerProps) {
  const [player, setPlayer] = useState<Player | null>(null);
  const [presence] = useState(() => new ViewerPresence(recordingId));
  const snapshot = useStore(player ?? noPlayer);
  const viewers = useStore(presence);
  const { phase, isLive, latencyMs, isFollowing, problem } = snapshot;

  const attach = useCallback(
    (video: HTMLVideoElement) => {
      const opened = open(video, url);
      setPlayer(opened);
      return () => {
        opened.destroy();
        setPlayer(null);
      };
    },
    [open, url],
  );

  useEffect(() => {
    if (!isLive) return undefined;
    presence.join();
    window.addEventListener('pageshow', presence.join);
    return () => {
      window.removeEventListener('pageshow', presence.join);
      presence.leave();
    };
  }, [isLive, presence]);

  return (
    <div className={styles.player}>
      <div className={styles.frame}>
        <video
          ref={attach}
          className={styles.video}
          poster={poster}
          controls
          playsInline
          aria-label={title}
          data-testid="stream-player"
          data-state={phase}
          data-live={isLive}
          data-latency-ms={latencyMs ?? undefined}
        />
        <p role="status" className={messages[phase] ? styles.message : 'visually-hidden'}>
          {messages[phase]}
        </p>
      </div>
      {phase === 'failed' && (
        <Notice tone="bad" title="The stream cannot be played" actions={<Button onClick={() => player?.restart()}>Try again</Button>}>
          {problem}
        </Notice>
      )}
      {phase === 'over' && (
        <Notice tone="calm" title="The live stream has ended" actions={<Button onClick={() => player?.restart()}>Watch from the start</Button>} />
      )}
      {isLive && (
        <div className={styles.bar}>
          <span className={styles.live}>Live</span>
          {viewers !== null && (
            <span role="group" aria-label="Viewers">
              <span data-testid="viewer-count">{viewers}</span> watching
            </span>
          )}
          {latencyMs !== null && (
            <span className={styles.latency}>
              <span className="visually-hidden">Delay </span>
              {(latencyMs / 1000).toFixed(1)} s behind
            </span>
          )}
          {!isFollowing && (
            <Button className={styles.go} onClick={() => player?.goLive()}>
              Go live
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

const messages: Readonly<Record<PlayerPhase, string>> = {
  loading: 'Loading…',
  starting: 'The stream starts soon…',
  stalled: '',
  retrying: 'Reconnecting…',
  playing: '',
  paused: '',
  over: '',
  ended: '',
  failed: '',
};
