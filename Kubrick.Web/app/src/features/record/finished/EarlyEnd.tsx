import { Notice } from '../../../components/Notice';
import type { RecorderEnd } from '../recorder/Recorder';

/** Says why a recording ended before somebody stopped it; nothing where somebody did. */
export function EarlyEnd({ end }: { end: RecorderEnd }) {
  if (end === 'asked') return null;
  return (
    <Notice tone="warn" title={end === 'device-lost' ? 'The camera or microphone was disconnected' : 'The browser stopped recording'}>
      Everything up to that moment is kept.
    </Notice>
  );
}
