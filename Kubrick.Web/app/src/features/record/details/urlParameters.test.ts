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

  it('tolerate an address that is not well encoded', () => {
    expect(readInterviewParameters('?a=%E0%A4%A&b=%').metadata).toHaveProperty('b', '%');
  });
});
