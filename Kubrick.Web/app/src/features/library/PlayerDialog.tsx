import { useQuery } from '@tanstack/react-query';
import { type SyntheticEvent, useEffect, useRef } from 'react';
import { describeBlock } from '../../api/blocked';
import { describeError } from '../../api/errors';
import { Dialog } from '../../components/Dialog';
import { Notice } from '../../components/Notice';
import { formatDateTime } from '../../format/date';
import { LazyStreamPlayer } from '../player/LazyStreamPlayer';
import { getRecording } from '../recordings/api/getRecording';
import { isBeingProcessed, type Recording } from '../recordings/api/recording';
import { RecordingWarnings } from '../recordings/RecordingWarnings';
import styles from './PlayerDialog.module.css';
import { useIsBlocked } from './useIsBlocked';
import { useStableUrl } from './useStableUrl';

const maxRenewals = 3;
const processingInterval = 1_000;

/**
 * Plays a recording or a live stream. The signed URL is requested when the dialog opens, and again after it has expired. A recording that is still being processed is
 * played from its original, and from the better copy as soon as there is one.
 */
export function PlayerDialog({ recording: { id, title, recorderName, createdAt, recordedAt }, onClose }: { recording: Recording; onClose: () => void }) {
  const { data, error, refetch, isFetching } = useQuery({
    queryKey: ['player', id],
    queryFn: ({ signal }) => getRecording(id, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchInterval: ({ state }) => (state.data && isBeingProcessed(state.data) ? processingInterval : false),
  });
  const video = useRef<HTMLVideoElement>(null);
  const renewals = useRef(0);
  const position = useRef(0);
  const isPaused = useRef(false);
  const [url, setUrl] = useStableUrl(data?.videoUrl ?? null);
  const [poster] = useStableUrl(data?.thumbnailUrl ?? null);
  const isBlocked = useIsBlocked(url);

  // With another URL, playback continues at the old position.
  useEffect(() => {
    const element = video.current;
    if (!element || !url || position.current === 0) return;
    element.currentTime = position.current;
    element.autoplay = !isPaused.current;
    if (!isPaused.current) void element.play().catch(() => undefined);
  }, [url]);

  async function renew() {
    if (renewals.current >= maxRenewals) return;
    renewals.current++;
    const { data: renewed } = await refetch();
    if (renewed?.videoUrl) setUrl(renewed.videoUrl);
  }

  function remember({ currentTarget }: SyntheticEvent<HTMLVideoElement>) {
    // A change of the address sets the position to 0.
    if (currentTarget.currentTime > 0) position.current = currentTarget.currentTime;
    isPaused.current = currentTarget.paused;
  }

  const message = error ? describeError(error) : null;
  return (
    <Dialog title={title} wide onClose={onClose}>
      {message && (
        <Notice tone="bad" title={message.title}>
          {message.detail}
        </Notice>
      )}
      {url && isBlocked && (
        <Notice tone="bad" title="The browser blocks this recording">
          {describeBlock(url)}
        </Notice>
      )}
      {data && !data.videoUrl && !isFetching && <Notice tone="warn" title="This recording can’t be played right now" />}
      {url && data?.playbackFormat === 'hls' && <LazyStreamPlayer recordingId={id} url={url} title={title} poster={poster ?? undefined} />}
      {url && data && data.playbackFormat !== 'hls' && (
        <video
          ref={video}
          className={styles.video}
          src={url}
          poster={poster ?? undefined}
          controls
          autoPlay
          playsInline
          aria-label={title}
          onTimeUpdate={remember}
          onPause={remember}
          onPlay={remember}
          onError={() => void renew()}
        />
      )}
      <RecordingWarnings warnings={data?.warnings} />
      <p className={styles.facts}>
        {recorderName} · {formatDateTime(recordedAt ?? createdAt)}
      </p>
    </Dialog>
  );
}
