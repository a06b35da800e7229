import { DiskCopy } from './DiskCopy';
import type { LocalCopy } from './LocalCopy';
import { MemoryCopy } from './MemoryCopy';
import { hasOpfs } from './opfs';
import type { RecordingInfo } from './RecordingInfo';

/** A copy for a new recording: on the disk where the browser has one, else in memory. */
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
