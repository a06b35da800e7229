/** Best first. VP9 gives the smallest file, MP4 is what Safari has. */
const candidates = [
  'video/webm;codecs=vp9,opus',
  'video/webm;codecs=vp8,opus',
  'video/webm;codecs=h264,opus',
  'video/webm',
  'video/mp4;codecs=avc1.42E01E,mp4a.40.2',
  'video/mp4',
] as const;

/**
 * For a live stream: H.264 goes on to the viewers as it is, everything else is encoded a second time. MP4 comes last, since browsers hold
 * it back for a whole group of pictures.
 */
const liveCandidates = [
  'video/webm;codecs=h264,opus',
  'video/x-matroska;codecs=avc1,opus',
  'video/webm;codecs=vp8,opus',
  'video/webm;codecs=vp9,opus',
  'video/webm',
  'video/mp4;codecs=avc1.42E01E,mp4a.40.2',
  'video/mp4',
] as const;

/** The types that this browser says it can record, best first. `isTypeSupported` may lie: the recorder tries them in turn. */
export function supportedMimeTypes(isSupported: (type: string) => boolean): string[] {
  return candidates.filter(type => isSupported(type));
}

/** The same for a recording that is streamed while it is made. */
export function liveMimeTypes(isSupported: (type: string) => boolean): string[] {
  return liveCandidates.filter(type => isSupported(type));
}

/** The type without its codecs, as the server keeps it. Chrome says `video/x-matroska` where it was asked for H.264 in WebM. */
export function containerOf(mimeType: string): string {
  const [container = ''] = mimeType.toLowerCase().split(';');
  return container.trim() || 'video/webm';
}

/** The extension of a file saved to disk. */
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
