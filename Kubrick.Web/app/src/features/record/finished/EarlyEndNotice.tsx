import { Notice } from '../../../components/Notice';
import type { EndReason } from '../recorder/Recorder';

/** Explains why a recording ended by itself; empty if the user stopped it. */
export function EarlyEndNotice({ reason }: { reason: EndReason }) {
  if (reason === 'stopped') return null;
  return (
    <Notice tone="warn" title={reason === 'device-lost' ? 'The camera or microphone was disconnected' : 'The browser stopped recording'}>
      Everything recorded until then is saved.
    </Notice>
  );
}
