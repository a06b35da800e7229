import { DiskCopy } from './DiskCopy';
import type { LocalCopy } from './LocalCopy';
import { MemoryCopy } from './MemoryCopy';
import { hasOpfs } from './opfs';
import type { RecordingInfo } from './RecordingInfo';

/** Creates the copy of a new recording: on the disk where the browser supports it, otherwise in memory. */
export async function createLocalCopy(info: RecordingInfo): Promise<LocalCopy> {
  if (!hasOpfs()) return new MemoryCopy();
  try {
    const copy = await DiskCopy.open(info.id);
    copy.updateInfo(info);
    return copy;
  } catch {
    return new MemoryCopy();
  }
}
