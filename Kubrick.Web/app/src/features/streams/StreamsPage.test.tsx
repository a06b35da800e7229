import { QueryClientProvider } from '@tanstack/react-query';
import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createQueryClient } from '../../api/queryClient';
import { errorDocument } from '../../testing/FakeBackend';
import { withFakeBackend } from '../../testing/withFakeBackend';
import { StreamsPage } from './StreamsPage';

const backend = withFakeBackend();
beforeEach(() => void (backend.liveStreaming = true));
// The stream player has its own tests, and runs in the browser tests.
vi.mock('../player/LazyStreamPlayer', () => ({ LazyStreamPlayer: ({ url }: { url: string }) => <p>Plays {url}</p> }));

function show() {
  render(
    <QueryClientProvider client={createQueryClient()}>
      <StreamsPage />
    </QueryClientProvider>,
  );
}

const recording = (title: string, recorderName: string) => ({ recording: { title, recorderName, quality: '720p' } });

describe('the streams', () => {
  it('are listed with their state, running ones first', async () => {
    backend.streams.add('a', { ...recording('Old talk', 'Ada'), status: 'ended', startTime: Date.UTC(2026, 0, 3) });
    backend.streams.add('b', { ...recording('Live talk', 'Grace'), startTime: Date.UTC(2026, 0, 2) }).viewers.add('v');
    backend.streams.add('c', { ...recording('Lost talk', 'Joan'), status: 'error', error: 'No media received.', startTime: Date.UTC(2026, 0, 1) });
    show();
    const table = await screen.findByRole('table');
    expect(within(table).getAllByRole('rowheader').map(({ textContent }) => textContent)).toEqual(['Live talk', 'Old talk', 'Lost talk']);
    const [, live, , lost] = within(table).getAllByRole('row');
    expect(live?.textContent).toMatch(/Live talkGraceLive.*1:0111\.2 MBWatch/);
    expect(lost?.textContent).toMatch(/FailedNo media received\./);
    expect(within(table).getAllByRole('button').map(button => button.getAttribute('aria-label'))).toEqual(['Watch Live talk', 'Watch Old talk']);
    expect(screen.getByLabelText('Statistics').textContent).toMatch(/Live now1Viewers1Total streams3/);
  });

  it('can be watched', async () => {
    backend.streams.add('b', recording('Live talk', 'Grace'));
    show();
    await userEvent.click(await screen.findByRole('button', { name: 'Watch Live talk' }));
    expect(screen.getByRole('dialog', { name: 'Live talk' }).textContent).toContain('/api/streams/b/hls/manifest.m3u8');
    await userEvent.click(screen.getByRole('button', { name: 'Close' }));
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('get a missing title from the recording', async () => {
    const { id } = backend.add({ title: 'A talk', recorderName: 'Ada', playbackFormat: 'hls', status: 'recording' });
    backend.streams.add(id);
    show();
    expect(await screen.findByRole('rowheader', { name: 'A talk' })).toBeTruthy();
    expect(screen.getByRole('cell', { name: 'Ada' })).toBeTruthy();
  });

  it('are polled', async () => {
    show();
    await screen.findByText('No streams yet.');
    backend.streams.add('b', recording('New talk', 'Grace'));
    expect(await screen.findByRole('rowheader', { name: 'New talk' })).toBeTruthy();
  });

  it('show an error and recover by themselves', async () => {
    backend.fault = () => ({ kind: 'response', status: 422, body: errorDocument(422, 'VALIDATION_ERROR', 'Not today.') });
    show();
    expect((await screen.findByRole('alert')).textContent).toContain('Not today.');
    backend.fault = () => undefined;
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  });
});
