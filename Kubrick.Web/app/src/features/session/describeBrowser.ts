/** Facts about this browser; sent with a recording as `sessionInfo`. */
export interface BrowserSession {
  timezone: string;
  /** Minutes east of UTC. */
  timezoneOffset: number;
  browserName: string;
  browserVersion: string;
  osName: string;
  osVersion: string;
  screenResolution: string;
  language: string;
  userAgent: string;
  deviceType: 'desktop' | 'tablet' | 'mobile' | 'unknown';
}

interface Product {
  name: string;
  version: string;
}

// In this order: Chromium-based browsers also contain `Chrome`, and Chrome also contains `Safari`.
const browsers: readonly (readonly [string, RegExp])[] = [
  ['Edge', /Edg(?:e|A|iOS)?\/([\d.]+)/],
  ['Opera', /OPR\/([\d.]+)/],
  ['Samsung Internet', /SamsungBrowser\/([\d.]+)/],
  ['Firefox', /(?:Firefox|FxiOS)\/([\d.]+)/],
  ['Chrome', /(?:HeadlessChrome|Chrome|CriOS)\/([\d.]+)/],
  ['Safari', /Version\/([\d.]+).*Safari\//],
];

const systems: readonly (readonly [string, RegExp])[] = [
  ['Windows', /Windows NT ([\d.]+)/],
  ['iPadOS', /iPad.*? OS ([\d_]+)/],
  ['iOS', /(?:iPhone|iPod).*? OS ([\d_]+)/],
  ['Android', /Android ([\d.]+)/],
  ['ChromeOS', /CrOS \S+ ([\d.]+)/],
  ['macOS', /Mac OS X ([\d_.]+)/],
  ['Linux', /Linux()/],
];

function find(list: readonly (readonly [string, RegExp])[], userAgent: string): Product {
  for (const [name, pattern] of list) {
    const match = pattern.exec(userAgent);
    if (match) return { name, version: (match[1] ?? '').replaceAll('_', '.') };
  }
  return { name: 'unknown', version: '' };
}

export function parseUserAgent(userAgent: string): { browser: Product; os: Product; deviceType: BrowserSession['deviceType'] } {
  const browser = find(browsers, userAgent);
  const os = find(systems, userAgent);
  return { browser, os, deviceType: deviceTypeOf(userAgent, os.name) };
}

function deviceTypeOf(userAgent: string, os: string): BrowserSession['deviceType'] {
  if (os === 'iPadOS' || userAgent.includes('Tablet') || (os === 'Android' && !userAgent.includes('Mobile'))) return 'tablet';
  if (userAgent.includes('Mobi')) return 'mobile';
  return os === 'unknown' ? 'unknown' : 'desktop';
}

/** Describes this browser. */
export function describeBrowser(now: Date = new Date()): BrowserSession {
  const { browser, os, deviceType } = parseUserAgent(navigator.userAgent);
  return {
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    timezoneOffset: 0 - now.getTimezoneOffset(),
    browserName: browser.name,
    browserVersion: browser.version,
    osName: os.name,
    osVersion: os.version,
    screenResolution: `${window.screen.width}x${window.screen.height}`,
    language: navigator.language,
    userAgent: navigator.userAgent.slice(0, 512),
    deviceType,
  };
}
