import { createContext, useContext } from 'react';
import type { UploadManager } from './UploadManager';

export const UploadsContext = createContext<UploadManager | null>(null);

/** The app's uploads. */
export function useUploads(): UploadManager {
  const uploads = useContext(UploadsContext);
  if (!uploads) throw new Error('UploadsContext has no provider.');
  return uploads;
}
