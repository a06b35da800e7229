import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SettledDetails } from './SettledDetails';

const details = (recorderName: string, title = '') => ({ title, recorderName, metadata: {} });
const never = new AbortController().signal;

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function watch(settled: SettledDetails) {
  const onSettled = vi.fn();
  void settled.settled(never).then(onSettled);
  return onSettled;
}

describe('the details of a running recording', () => {
  it('are settled at once when the name was known at the start', async () => {
    const onSettled = watch(new SettledDetails(details('Ada'), false));
    await vi.advanceTimersByTimeAsync(0);
    expect(onSettled).toHaveBeenCalledOnce();
  });

  it('are settled two seconds after the last letter of the name', async () => {
    const settled = new SettledDetails(details(''), false);
    const onSettled = watch(settled);
    await vi.advanceTimersByTimeAsync(60_000);
    settled.change(details('A'));
    await vi.advanceTimersByTimeAsync(1_500);
    settled.change(details('Ad'));
    await vi.advanceTimersByTimeAsync(1_500);
    settled.change(details('Ad', 'A title'));
    expect(onSettled).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(500);
    expect(onSettled).toHaveBeenCalledOnce();
  });

  it('are settled at the end, or with a name after the end', async () => {
    const named = new SettledDetails(details(''), false);
    const unnamed = new SettledDetails(details(''), false);
    const [onNamed, onUnnamed] = [watch(named), watch(unnamed)];
    named.change(details('Ada'));
    named.change(details('Ada'), true);
    unnamed.change(details(' '), true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(onNamed).toHaveBeenCalledOnce();
    expect(onUnnamed).not.toHaveBeenCalled();
    unnamed.change(details('Grace'));
    await vi.advanceTimersByTimeAsync(0);
    expect(onUnnamed).toHaveBeenCalledOnce();
  });

  it('can be waited for until the upload is cancelled', async () => {
    const controller = new AbortController();
    const waiting = new SettledDetails(details(''), false).settled(controller.signal);
    controller.abort();
    await expect(waiting).rejects.toHaveProperty('name', 'AbortError');
  });
});
