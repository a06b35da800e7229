import { afterEach, beforeEach, vi } from 'vitest';
import { FakeLocks } from './FakeLocks';
import { FakeOpfs } from './FakeOpfs';
import { FakeWorker } from './FakeWorker';

/** The storage of a browser. */
export interface FakeStorage {
  readonly opfs: FakeOpfs;
  readonly locks: FakeLocks;
  /** All tabs die: what they had open or locked is free. */
  crash: () => void;
}

/** Gives the tests of a file a browser with an origin private file system, Web Locks and workers; jsdom has none of them. Each test starts with an empty disk. */
export function withFakeStorage(): FakeStorage {
  const [opfs, locks] = [new FakeOpfs(), new FakeLocks()];
  const crash = () => {
    opfs.crash();
    locks.releaseAll();
  };
  beforeEach(() => {
    opfs.reset();
    locks.releaseAll();
    vi.stubGlobal('Worker', FakeWorker);
    Object.defineProperty(navigator, 'storage', { configurable: true, value: { getDirectory: () => Promise.resolve(opfs.root) } });
    Object.defineProperty(navigator, 'locks', { configurable: true, value: locks });
  });
  afterEach(() => {
    Reflect.deleteProperty(navigator, 'storage');
    Reflect.deleteProperty(navigator, 'locks');
  });
  return { opfs, locks, crash };
}
