import { Button } from '../../../components/Button';
import { Notice } from '../../../components/Notice';
import { useStore } from '../../../state/useStore';
import type { RecordingUpload } from './RecordingUpload';
import { useUploads } from './UploadsContext';

/** The failure of the upload of a recording that runs; empty while there is none. */
export function FailedUpload({ upload }: { upload: RecordingUpload }) {
  const uploads = useUploads();
  const { phase, error } = useStore(upload.engine);
  if (phase !== 'failed' || !error) return null;
  return (
    <Notice tone="warn" title={error.title} actions={<Button onClick={() => uploads.retry(upload)}>Try again</Button>}>
      {error.detail} The recording continues, and is kept in this browser.
    </Notice>
  );
}
