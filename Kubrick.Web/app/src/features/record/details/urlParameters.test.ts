import { describe, expect, it } from 'vitest';
import { readInterviewParameters } from './urlParameters';

describe('the parameters of the address', () => {
  it.each([
    ['?recorderName=Ada', 'Ada'],
    ['?name=Grace', 'Grace'],
    ['?name=Grace&recorderName=Ada', 'Ada'],
    ['?recorderName=%20&name=Grace', 'Grace'],
    ['?recorderName=+Ada+L.+', 'Ada L.'],
    ['', null],
    ['?name=', null],
  ])('%j has the name %j', (search, name) => {
    expect(readInterviewParameters(search).recorderName).toBe(name);
  });

  it('treat every other parameter as metadata', () => {
    expect(readInterviewParameters('?name=A&project=X%20%26%20Y&title=T&tag=a&tag=b&empty=').metadata).toEqual({ project: 'X & Y', title: 'T', tag: 'a, b', empty: '' });
  });

  it('accept the names of built-in object properties', () => {
    const { metadata } = readInterviewParameters('?__proto__=x&constructor=y&=z');
    expect(Object.entries(metadata)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
  });

  it.each([
    ['a name that is too long', `?recorderName=${'x'.repeat(201)}`, 'x'.repeat(200)],
    ['a name with NUL', '?recorderName=%00A%00da%00', 'Ada'],
    ['a name of nothing but NUL', '?recorderName=%00&name=Grace', 'Grace'],
    ['a name that would be cut in the middle of a character', `?recorderName=${'x'.repeat(199)}%F0%9F%98%80`, 'x'.repeat(199)],
  ])('have a name that the server takes: %s', (_, search, name) => {
    expect(readInterviewParameters(search).recorderName).toBe(name);
  });

  it('have no more metadata than the server takes', () => {
    const many = Array.from({ length: 150 }, (_, i) => `k${i}=v`).join('&');
    expect(Object.keys(readInterviewParameters(`?${many}`).metadata)).toEqual(Array.from({ length: 100 }, (_, i) => `k${i}`));
    expect(readInterviewParameters(`?${'k'.repeat(300)}=v&a=b`).metadata).toEqual({ ['k'.repeat(256)]: 'v', a: 'b' });

    const { metadata } = readInterviewParameters(`?a=${'ü'.repeat(20_000)}&b=${'ü'.repeat(20_000)}&c=${'"'.repeat(20_000)}&d=e`);
    expect(Object.keys(metadata)).toEqual(['a', 'd']);
    expect(Buffer.byteLength(JSON.stringify(metadata))).toBeLessThanOrEqual(64 * 1024);
  });

  it('tolerate an address that is not well encoded', () => {
    expect(readInterviewParameters('?a=%E0%A4%A&b=%').metadata).toHaveProperty('b', '%');
  });
});
