import type { FinishedRecording } from '../local/FinishedRecording';
import { extensionOf } from '../recorder/mimeTypes';

/** Downloads the recording as a file. */
export function saveToDisk({ info, media }: FinishedRecording): void {
  const url = URL.createObjectURL(media.blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = fileNameOf(info.title, info.startedAt, info.mimeType);
  link.click();
  // The browser reads the URL after the click; a minute is enough to start the download.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** A file name that is valid on every file system. */
export function fileNameOf(title: string, startedAt: string, mimeType: string): string {
  const name = title.replaceAll(/[^\p{L}\p{N}_-]+/gu, ' ').trim().slice(0, 80) || 'Recording';
  return `${name} ${startedAt.slice(0, 16).replaceAll(':', '.').replace('T', ' ')}.${extensionOf(mimeType)}`;
}
