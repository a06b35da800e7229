import { describe, expect, it } from 'vitest';
import { readInterviewParameters } from './urlParameters';

describe('the address of an interview', () => {
  it.each([
    ['?recorderName=Ada', 'Ada'],
    ['?name=Grace', 'Grace'],
    ['?name=Grace&recorderName=Ada', 'Ada'],
    ['?recorderName=%20&name=Grace', 'Grace'],
    ['?recorderName=+Ada+L.+', 'Ada L.'],
    ['', null],
    ['?name=', null],
  ])('%j names %j', (search, name) => {
    expect(readInterviewParameters(search).recorderName).toBe(name);
  });

  it('makes every other parameter a field', () => {
    expect(readInterviewParameters('?name=A&project=X%20%26%20Y&title=T&tag=a&tag=b&empty=').metadata).toEqual({ project: 'X & Y', title: 'T', tag: 'a, b', empty: '' });
  });

  it('takes names that objects have of their own for what they are', () => {
    const { metadata } = readInterviewParameters('?__proto__=x&constructor=y&=z');
    expect(Object.entries(metadata)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
  });

  it('survives an address that is not well encoded', () => {
    expect(readInterviewParameters('?a=%E0%A4%A&b=%').metadata).toHaveProperty('b', '%');
  });
});
