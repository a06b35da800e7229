const key = 'kubrick.viewerId';

/** This tab's own random name, of no meaning to anybody; a tab that keeps nothing gets another each time. */
export function viewerId(): string {
  try {
    const known = sessionStorage.getItem(key);
    if (known) return known;
    const fresh = randomName();
    sessionStorage.setItem(key, fresh);
    return fresh;
  } catch {
    return randomName();
  }
}

function randomName(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
}
