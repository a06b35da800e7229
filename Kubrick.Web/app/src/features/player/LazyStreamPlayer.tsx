import { lazy, Suspense } from 'react';
import type { StreamPlayerProps } from './StreamPlayer';

// hls.js is larger than the rest of the app, so it is loaded on demand.
const StreamPlayer = lazy(() => import('./StreamPlayer'));

/** The stream player, loaded on first use. */
export function LazyStreamPlayer(props: StreamPlayerProps) {
  return (
    <Suspense fallback={<p role="status">Loading the player…</p>}>
      <StreamPlayer {...props} />
    </Suspense>
  );
}
