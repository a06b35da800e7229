import { describe, expect, it } from 'vitest';
import { Ahead } from './Ahead';

describe('what is made ahead', () => {
  it('is taken in order, and made only a few before', async () => {
    const made: number[] = [];
    const ahead = new Ahead(2, number => {
      made.push(number);
      return Promise.resolve(number);
    });
    expect(made).toEqual([]);
    expect(await ahead.take()).toBe(1);
    expect(made).toEqual([1, 2, 3]);
    expect(await Promise.all([ahead.take(), ahead.take()])).toEqual([2, 3]);
    expect(made).toEqual([1, 2, 3, 4, 5]);
  });

  it('fails for whoever takes it', async () => {
    const ahead = new Ahead(1, number => (number === 2 ? Promise.reject(new Error('two')) : Promise.resolve(number)));
    expect(await ahead.take()).toBe(1);
    await expect(ahead.take()).rejects.toThrow('two');
    expect(await ahead.take()).toBe(3);
  });
});
