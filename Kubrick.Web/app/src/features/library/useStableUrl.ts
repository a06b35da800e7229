import { useState } from 'react';

/**
 * The address of a stored object. Every response of the server signs it anew; the first address is used until the response names another object, or until the caller
 * replaces it.
 */
export function useStableUrl(latest: string | null): [url: string | null, replace: (url: string) => void] {
  const [url, setUrl] = useState(latest);
  if (latest !== null && (url === null || pathOf(latest) !== pathOf(url))) setUrl(latest);
  return [url, setUrl];
}

function pathOf(url: string): string {
  return new URL(url, location.href).pathname;
}
