let own: string | undefined;

/** This page's own random name, of no meaning to anybody. Not kept: a tab that is duplicated takes what is stored with it, and two viewers would count as one. */
export function viewerId(): string {
  own ??= Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
  return own;
}
