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

const renewals = 3;

/** Plays a recording, or a stream while it is made. Its address is asked for when the dialog opens, and again when it has run out. */
export function PlayerDialog({ recording: { id, title, recorderName, createdAt, recordedAt }, onClose }: { recording: Recording; onClose: () => void }) {
  const { data, error, refetch, isFetching } = useQuery({
    queryKey: ['player', id],
    queryFn: ({ signal }) => getRecording(id, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const video = useRef<HTMLVideoElement>(null);
  const renewed = useRef(0);
  const position = useRef(0);
  const url = data?.videoUrl;

  // A new address goes on where the old one stopped.
  useEffect(() => {
    const element = video.current;
    if (!element || !url || position.current === 0) return;
    element.currentTime = position.current;
    void element.play().catch(() => undefined);
  }, [url]);

  function renew() {
    if (renewed.current >= renewals) return;
    renewed.current++;
    position.current = video.current?.currentTime ?? 0;
    void refetch();
  }

  const fault = error ? describeError(error) : null;
  return (
    <Dialog title={title} wide onClose={onClose}>
      {fault && (
        <Notice tone="bad" title={fault.title}>
          {fault.detail}
        </Notice>
      )}
      {data && !url && !isFetching && <Notice tone="warn" title="This recording cannot be played now" />}
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
