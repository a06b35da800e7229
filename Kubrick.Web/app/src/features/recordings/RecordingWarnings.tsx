import { Notice } from '../../components/Notice';
import type { Recording } from './api/recording';

/** Says what of a live stream the server could not keep; nothing where it kept everything. */
export function RecordingWarnings({ warnings }: { warnings: Recording['warnings'] }) {
  if (!warnings?.length) return null;
  return (
    <Notice tone="warn" title="Not everything could be kept">
      {warnings.map(warning => warning.detail).join(' ')} The original has every byte that the server received.
    </Notice>
  );
}
