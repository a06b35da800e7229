import { useLayoutEffect, useState } from 'react';
import { onBlocked } from '../../api/blocked';

/** Whether the browser blocked the address of a media element, according to the page's Content-Security-Policy. */
export function useIsBlocked(url: string | null): boolean {
  const [blocked, setBlocked] = useState<string | null>(null);
  // Before the browser acts on the element's new address.
  useLayoutEffect(() => (url === null ? undefined : onBlocked(url, () => setBlocked(url))), [url]);
  return url !== null && blocked === url;
}
