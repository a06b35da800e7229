import { describe, expect, it } from 'vitest';
import { describeBrowser, parseUserAgent } from './describeBrowser';

const agents = {
  chrome: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  edge: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.3485.54',
  safari: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Safari/605.1.15',
  firefox: 'Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0',
  iphone: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Mobile/15E148 Safari/604.1',
  ipad: 'Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Mobile/15E148 Safari/604.1',
  pixel: 'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
  tablet: 'Mozilla/5.0 (Linux; Android 14; SM-X710) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Safari/537.36',
};

describe('the browser', () => {
  it.each([
    ['chrome', 'Chrome', '140.0.0.0', 'Windows', '10.0', 'desktop'],
    ['edge', 'Edge', '140.0.3485.54', 'Windows', '10.0', 'desktop'],
    ['safari', 'Safari', '18.4', 'macOS', '10.15.7', 'desktop'],
    ['firefox', 'Firefox', '143.0', 'Linux', '', 'desktop'],
    ['iphone', 'Safari', '18.4', 'iOS', '18.4', 'mobile'],
    ['ipad', 'Safari', '16.6', 'iPadOS', '16.6', 'tablet'],
    ['pixel', 'Chrome', '140.0.0.0', 'Android', '15', 'mobile'],
    ['tablet', 'Samsung Internet', '28.0', 'Android', '14', 'tablet'],
  ] as const)('%s is %s %s on %s %s, %s', (agent, name, version, os, osVersion, deviceType) => {
    expect(parseUserAgent(agents[agent])).toEqual({ browser: { name, version }, os: { name: os, version: osVersion }, deviceType });
  });

  it('without a user agent is unknown', () => {
    expect(parseUserAgent('')).toEqual({ browser: { name: 'unknown', version: '' }, os: { name: 'unknown', version: '' }, deviceType: 'unknown' });
  });

  it('has its offset in minutes east of UTC', () => {
    const now = new Date();
    now.getTimezoneOffset = () => -120;
    expect(describeBrowser(now).timezoneOffset).toBe(120);
  });
});
