/** The browser does not let the page use an address. Trying again does not help. */
export class BlockedError extends Error {
  override readonly name = 'BlockedError';

  constructor(url: string) {
    super(describeBlock(url));
  }
}

/** Why the browser blocks an address, and who can help. */
export function describeBlock(url: string, page: Pick<Location, 'href' | 'protocol'> = location): string {
  const { origin } = new URL(url, page.href);
  const reason = isMixed(url, page) ? 'it is not encrypted, but this page is' : 'it is not one that this page may use';
  return `The server names the address ${origin}: ${reason}. Whoever runs the server must correct its settings.`;
}

/** Whether an encrypted page would use a plain address, which no browser allows for requests. This machine's own addresses are an exception. */
export function isMixed(url: string, page: Pick<Location, 'href' | 'protocol'> = location): boolean {
  const { protocol, hostname } = new URL(url, page.href);
  return page.protocol === 'https:' && protocol === 'http:' && !/^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/**
 * Calls back when the page's Content-Security-Policy blocks a request to the origin of an address. A blocked request itself looks like a broken connection.
 * @returns Ends the observation.
 */
export function onBlocked(url: string, callback: () => void): () => void {
  const { origin } = new URL(url, location.href);
  const listener = ({ blockedURI, disposition }: SecurityPolicyViolationEvent) => {
    if (disposition === 'enforce' && originOf(blockedURI) === origin) callback();
  };
  document.addEventListener('securitypolicyviolation', listener);
  return () => document.removeEventListener('securitypolicyviolation', listener);
}

/** The address may also be a keyword, such as `inline`. */
function originOf(blockedURI: string): string | null {
  return /^https?:/.test(blockedURI) ? new URL(blockedURI).origin : null;
}
