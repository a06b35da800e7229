import type { BrowserSession } from '../features/session/describeBrowser';

/** Some browser's session info. */
export const someSession: BrowserSession = {
  timezone: 'Europe/London',
  timezoneOffset: 0,
  browserName: 'Chrome',
  browserVersion: '140.0',
  osName: 'Linux',
  osVersion: '',
  screenResolution: '1280x800',
  language: 'en-GB',
  userAgent: 'a test',
  deviceType: 'desktop',
};
