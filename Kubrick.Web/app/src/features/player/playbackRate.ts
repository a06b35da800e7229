const lowBuffer = 0.22;
const safeBuffer = 0.45;
const minRate = 0.95;
const maxRate = 1.25;
const tolerance = 0.05;
/** Rate increase per second behind the target. */
const gain = 0.5;
const steps = 100;

/**
 * The playback rate that keeps a live stream close to its edge: faster while playback is behind the target and the buffer allows it, slower
 * before the buffer runs empty. All parameters are in seconds.
 * @param latency The distance from the edge.
 * @param buffered The buffered media ahead of the current position.
 * @param target The target distance from the edge.
 */
export function playbackRate(latency: number, buffered: number, target: number): number {
  if (buffered < lowBuffer) return minRate;
  const behind = latency - target;
  if (!(behind > tolerance) || buffered <= safeBuffer) return 1;
  return Math.min(maxRate, Math.round((1 + behind * gain) * steps) / steps);
}
