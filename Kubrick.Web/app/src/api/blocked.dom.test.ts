import { describe, expect, it, vi } from 'vitest';
import { reportViolation } from '../testing/violation';
import { describeBlock, isMixed, onBlocked } from './blocked';

const encrypted = { href: 'https://kubrick.example/record', protocol: 'https:' };
const plain = { href: 'http://kubrick.example/record', protocol: 'http:' };

describe('an address that the browser blocks', () => {
  it.each([
    ['http://kubrick.example/objects/a', true],
    ['http://192.0.2.1:9000/a', true],
    ['http://localhost.example/a', true],
    ['http://127.0.0.1.example/a', true],
    ['https://kubrick.example/a', false],
    ['/api/upload/objects/a', false],
    ['http://127.0.0.1:9000/a', false],
    ['http://127.9.8.7/a', false],
    ['http://[::1]:9000/a', false],
    ['http://localhost:9000/a', false],
    ['http://media.localhost/a', false],
  ])('is a plain one on an encrypted page: %s', (url, isBlocked) => {
    expect(isMixed(url, encrypted)).toBe(isBlocked);
    expect(isMixed(url, plain)).toBe(false);
  });

  it('is named with the reason', () => {
    expect(describeBlock('http://kubrick.example:8080/a?signature=secret', encrypted)).toContain('http://kubrick.example:8080: it is not encrypted, but this page is.');
    expect(describeBlock('https://media.example/a?signature=secret', encrypted)).toContain('https://media.example: it is not one that this page may use.');
    expect(describeBlock('http://kubrick.example/a?signature=secret', encrypted)).not.toContain('secret');
  });

  it('is noticed by its origin until the observation ends', () => {
    const blocked = vi.fn();
    const end = onBlocked('https://media.example/a?x=1', blocked);
    for (const other of ['https://other.example/a', 'http://media.example/a', 'inline', 'eval', '']) reportViolation(other);
    reportViolation('https://media.example/a', 'report');
    expect(blocked).not.toHaveBeenCalled();

    reportViolation('https://media.example/a?x=1');
    reportViolation('https://media.example');
    expect(blocked).toHaveBeenCalledTimes(2);
    end();
    reportViolation('https://media.example/a');
    expect(blocked).toHaveBeenCalledTimes(2);
  });
});
