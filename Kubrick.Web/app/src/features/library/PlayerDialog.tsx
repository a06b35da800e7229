import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { describeError } from '../../api/errors';
import { Dialog } from '../../components/Dialog';
import { Notice } from '../../components/Notice';
import { formatDateTime } from '../../format/date';
import { LazyStreamPlayer } from '../player/LazyStreamPlayer';
import { getRecording } from '../recordings/api/getRecording';
import type { Recording } from '../recordings/api/recording';
import styles from './PlayerDialog.module.css';

const maxRenewals = 3;

/** Plays a recording or a live stream. The signed URL is requested when the dialog opens, and again after it has expired. */
export function PlayerDialog({ recording: { id, title, recorderName, createdAt, recordedAt }, onClose }: { recording: Recording; onClose: () => void }) {
  const { data, error, refetch, isFetching } = useQuery({
    queryKey: ['player', id],
    queryFn: ({ signal }) => getRecording(id, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const video = useRef<HTMLVideoElement>(null);
  const renewals = useRef(0);
  const position = useRef(0);
  const url = data?.videoUrl;

  // With a renewed URL, playback continues at the old position.
  useEffect(() => {
    const element = video.current;
    if (!element || !url || position.current === 0) return;
    element.currentTime = position.current;
    void element.play().catch(() => undefined);
  }, [url]);

  function renew() {
    if (renewals.current >= maxRenewals) return;
    renewals.current++;
    position.current = video.current?.currentTime ?? 0;
    void refetch();
  }

  const message = error ? describeError(error) : null;
  return (
    <Dialog title={title} wide onClose={onClose}>
      {message && (
        <Notice tone="bad" title={message.title}>
          {message.detail}
        </Notice>
      )}
      {data && !url && !isFetching && <Notice tone="warn" title="This recording can’t be played right now" />}
      {url && data.playbackFormat === 'hls' && <LazyStreamPlayer recordingId={id} url={url} title={title} poster={data.thumbnailUrl ?? undefined} />}
      {url && data.playbackFormat !== 'hls' && (
        <video
          ref={video}
          className={styles.video}
          src={url}
          poster={data.thumbnailUrl ?? undefined}
          controls
          autoPlay
          playsInline
          aria-label={title}
          onError={renew}
        />
      )}
      <p className={styles.facts}>
        {recorderName} · {formatDateTime(recordedAt ?? createdAt)}
      </p>
    </Dialog>
  );
}
