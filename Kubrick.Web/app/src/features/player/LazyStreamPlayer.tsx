import { lazy, Suspense } from 'react';
import type { StreamPlayerProps } from './StreamPlayer';

// hls.js is larger than all the rest of the app, and is loaded when somebody watches.
const StreamPlayer = lazy(() => import('./StreamPlayer'));

/** Plays a stream; its code is loaded when it is needed first. */
export function LazyStreamPlayer(props: StreamPlayerProps) {
  return (
    <Suspense fallback={<p role="status">Loading the player…</p>}>
      <StreamPlayer {...props} />
    </Suspense>
  );
}
