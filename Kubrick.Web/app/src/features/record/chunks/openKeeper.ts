import type { ChunkKeeper } from './ChunkKeeper';
import { DiskKeeper } from './DiskKeeper';
import { hasDisk } from './keptFolders';
import type { KeptRecording } from './KeptRecording';
import { MemoryKeeper } from './MemoryKeeper';

/** A keeper for a new recording: on the disk where the browser has one, else in memory. */
export async function openKeeper(about: KeptRecording): Promise<ChunkKeeper> {
  if (!hasDisk()) return new MemoryKeeper();
  try {
    const keeper = await DiskKeeper.open(about.id);
    keeper.note(about);
    return keeper;
  } catch {
    return new MemoryKeeper();
  }
}
