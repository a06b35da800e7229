/** What a browser reports when the page's Content-Security-Policy blocks an address. jsdom has no such event. */
export function reportViolation(blockedURI: string, disposition = 'enforce'): void {
  document.dispatchEvent(Object.assign(new Event('securitypolicyviolation'), { blockedURI, disposition }));
}
