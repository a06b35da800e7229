const width = 640;
const quality = 0.82;
const timeout = 8_000;

/** A frame from the start of a recording as a JPEG; null if the browser decodes none in time. */
export async function thumbnailOf(media: Blob): Promise<Blob | null> {
  const video = document.createElement('video');
  const url = URL.createObjectURL(media);
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), timeout);
  video.muted = true;
  video.preload = 'auto';
  video.src = url;
  try {
    await event(video, 'loadeddata', controller.signal);
    // The first frame is often black; after a second the camera has adjusted its exposure.
    video.currentTime = 1;
    await event(video, 'seeked', controller.signal);
    return await drawFrame(video);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
    video.removeAttribute('src');
    video.load();
    URL.revokeObjectURL(url);
  }
}

async function event(video: HTMLVideoElement, name: string, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const fail = () => reject(new Error('The recording has no video frame.'));
    video.addEventListener(name, () => resolve(), { once: true });
    video.addEventListener('error', fail, { once: true });
    signal.addEventListener('abort', fail, { once: true });
  });
}

async function drawFrame(video: HTMLVideoElement): Promise<Blob | null> {
  if (video.videoWidth === 0) return null;
  const canvas = document.createElement('canvas');
  canvas.width = Math.min(width, video.videoWidth);
  canvas.height = Math.round((canvas.width * video.videoHeight) / video.videoWidth);
  canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
  return await new Promise(resolve => canvas.toBlob(resolve, 'image/jpeg', quality));
}
