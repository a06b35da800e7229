import { Notice } from '../../../components/Notice';
import type { EndReason } from '../recorder/Recorder';

/** Says why a recording ended before somebody stopped it; nothing where somebody did. */
export function EarlyEndNotice({ reason }: { reason: EndReason }) {
  if (reason === 'stopped') return null;
  return (
    <Notice tone="warn" title={reason === 'device-lost' ? 'The camera or microphone was disconnected' : 'The browser stopped recording'}>
      Everything up to that moment is kept.
    </Notice>
  );
}
