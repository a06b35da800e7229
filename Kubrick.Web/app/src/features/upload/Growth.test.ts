import { describe, expect, it } from 'vitest';
import { Growth } from './Growth';
import { untilFull } from './parts';

const never = new AbortController().signal;

describe('growing bytes', () => {
  it('wake a reader when there are enough', async () => {
    const growth = new Growth();
    let isAwake = false;
    const waiting = growth.waitFor(10, never).then(() => (isAwake = true));
    growth.add(9);
    await Promise.resolve();
    expect(isAwake).toBe(false);
    growth.add(1);
    await waiting;
  });

  it('wake every reader at the end', async () => {
    const growth = new Growth();
    const waiting = Promise.all([growth.waitFor(10, never), growth.waitFor(20, never)]);
    growth.finish();
    await waiting;
    expect(growth.bytes).toBe(0);
  });

  it.each([true, false])('release a reader that is aborted (before: %s)', async isBefore => {
    const controller = new AbortController();
    if (isBefore) controller.abort();
    const waiting = new Growth().waitFor(1, controller.signal);
    controller.abort();
    await expect(waiting).rejects.toHaveProperty('name', 'AbortError');
  });
});

describe('the parts of growing bytes', () => {
  it('are full, except the last one', async () => {
    const growth = new Growth();
    const source = Object.assign(growth, { read: () => Promise.resolve(new ArrayBuffer(0)), secondsAt: () => null });
    growth.add(25);
    expect(await untilFull(source, 1, 10, never)).toEqual({ number: 1, start: 0, end: 10 });
    const third = untilFull(source, 3, 10, never);
    const fourth = untilFull(source, 4, 10, never);
    growth.finish();
    expect(await third).toEqual({ number: 3, start: 20, end: 25 });
    expect(await fourth).toBeNull();
  });

  it('end with a full part where the size is a multiple', async () => {
    const growth = new Growth();
    const source = Object.assign(growth, { read: () => Promise.resolve(new ArrayBuffer(0)), secondsAt: () => null });
    growth.add(20);
    growth.finish();
    expect(await untilFull(source, 2, 10, never)).toEqual({ number: 2, start: 10, end: 20 });
    expect(await untilFull(source, 3, 10, never)).toBeNull();
  });
});
