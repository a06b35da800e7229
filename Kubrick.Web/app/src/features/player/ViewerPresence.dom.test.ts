import { waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { errorDocument } from '../../testing/FakeBackend';
import { withFakeBackend } from '../../testing/withFakeBackend';
import { ViewerPresence } from './ViewerPresence';

const backend = withFakeBackend();
const joins = () => backend.count('POST', /\/viewer$/);
const leaves = () => backend.count('DELETE', /\/viewer$/);

beforeEach(() => {
  backend.liveStreaming = true;
});

describe('a viewer', () => {
  it('joins, renews and leaves with the same id', async () => {
    const { viewers } = backend.streams.add('s1');
    viewers.add('somebody');
    const presence = new ViewerPresence('s1', 20);
    presence.join();
    presence.join();
    await waitFor(() => expect(presence.getSnapshot()).toBe(2));
    await waitFor(() => expect(joins()).toBeGreaterThan(2));
    expect(viewers.size).toBe(2);

    presence.leave();
    presence.leave();
    await waitFor(() => expect([...viewers]).toEqual(['somebody']));
    expect(leaves()).toBeLessThanOrEqual(2);
  });

  it('leaves when the page unloads', async () => {
    const { viewers } = backend.streams.add('s1');
    const presence = new ViewerPresence('s1');
    presence.join();
    await waitFor(() => expect(viewers.size).toBe(1));
    window.dispatchEvent(new Event('pagehide'));
    await waitFor(() => expect(viewers.size).toBe(0));
  });

  it('is not registered by a late response', async () => {
    const { viewers } = backend.streams.add('s1');
    const presence = new ViewerPresence('s1');
    presence.join();
    presence.leave();
    await waitFor(() => expect(leaves()).toBe(2));
    expect(viewers.size).toBe(0);
    expect(presence.getSnapshot()).toBeNull();
  });

  it('keeps renewing after an error', async () => {
    backend.streams.add('s1');
    backend.fault = () => ({ kind: 'response', status: 503, body: errorDocument(503, 'SERVER_ERROR', 'Unavailable.') });
    const presence = new ViewerPresence('s1', 20);
    presence.join();
    await waitFor(() => expect(joins()).toBeGreaterThan(1));
    backend.fault = () => undefined;
    await waitFor(() => expect(presence.getSnapshot()).toBe(1));
    presence.leave();
  });
});
