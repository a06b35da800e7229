import type { Recording, RecordingStatus } from '../recordings/recording';

/** What an archived recording goes back to: what is stored can be played, the rest was never uploaded. */
export function statusAfterRestore({ fileBytes }: Pick<Recording, 'fileBytes'>): RecordingStatus {
  return fileBytes ? 'ready' : 'error';
}
