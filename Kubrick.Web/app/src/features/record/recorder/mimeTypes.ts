/** In order of preference: VP9 produces the smallest files; Safari supports only MP4. */
const candidates = [
  'video/webm;codecs=vp9,opus',
  'video/webm;codecs=vp8,opus',
  'video/webm;codecs=h264,opus',
  'video/webm',
  'video/mp4;codecs=avc1.42E01E,mp4a.40.2',
  'video/mp4',
] as const;

/** For live streams: H.264 reaches the viewers without transcoding. MP4 is last, because browsers emit it only once per group of pictures. */
const liveCandidates = [
  'video/webm;codecs=h264,opus',
  'video/x-matroska;codecs=avc1,opus',
  'video/webm;codecs=vp8,opus',
  'video/webm;codecs=vp9,opus',
  'video/webm',
  'video/mp4;codecs=avc1.42E01E,mp4a.40.2',
  'video/mp4',
] as const;

/** The MIME types that the browser claims to support, in order of preference. */
export function supportedMimeTypes(isSupported: (type: string) => boolean): string[] {
  return candidates.filter(type => isSupported(type));
}

/** The same for live streams. */
export function liveMimeTypes(isSupported: (type: string) => boolean): string[] {
  return liveCandidates.filter(type => isSupported(type));
}

/** The MIME type without codecs, as the server stores it. Chrome reports `video/x-matroska` when asked for H.264 in WebM. */
export function containerOf(mimeType: string): string {
  const [container = ''] = mimeType.toLowerCase().split(';');
  return container.trim() || 'video/webm';
}

/** The file name extension for a MIME type. */
export function extensionOf(mimeType: string): string {
  switch (containerOf(mimeType)) {
    case 'video/mp4':
      return 'mp4';
    case 'video/x-matroska':
      return 'mkv';
    default:
      return 'webm';
  }
}
