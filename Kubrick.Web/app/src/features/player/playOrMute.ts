/** Plays, muted if necessary: before the first click on a page, browsers may block audio, but not muted video. */
export async function playOrMute(video: HTMLVideoElement): Promise<void> {
  try {
    await video.play();
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'NotAllowedError')) return;
    video.muted = true;
    await video.play().catch(() => undefined);
  }
}
