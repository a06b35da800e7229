const little = 0.22;
const comfortable = 0.45;
const slow = 0.95;
const fastest = 1.25;
const tolerance = 0.05;
/** How much faster for each second behind. */
const gain = 0.5;
const steps = 100;

/**
 * The speed that keeps a live stream close to its edge: faster while the viewer is behind and the buffer allows it, slower before the
 * buffer runs dry. All in seconds.
 * @param latency How far the picture is behind the edge of the stream.
 * @param buffered What is loaded beyond the picture.
 * @param target How far behind it should be.
 */
export function playbackRate(latency: number, buffered: number, target: number): number {
  if (buffered < little) return slow;
  const behind = latency - target;
  if (!(behind > tolerance) || buffered <= comfortable) return 1;
  return Math.min(fastest, Math.round((1 + behind * gain) * steps) / steps);
}
