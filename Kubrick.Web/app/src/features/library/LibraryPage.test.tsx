import { QueryClientProvider } from '@tanstack/react-query';
import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { createQueryClient } from '../../api/queryClient';
import { errorDocument } from '../../testing/FakeBackend';
import { reportViolation } from '../../testing/violation';
import { withFakeBackend } from '../../testing/withFakeBackend';
import { LibraryPage } from './LibraryPage';
import { firstView } from './libraryView';

const backend = withFakeBackend();
// The stream player has its own tests, and runs in the browser tests.
vi.mock('../player/LazyStreamPlayer', () => ({ LazyStreamPlayer: ({ url }: { url: string }) => <p>Plays {url}</p> }));

function Library({ onRecord = () => undefined }: { onRecord?: () => void }) {
  const [client] = useState(createQueryClient);
  const [view, setView] = useState(firstView);
  return (
    <QueryClientProvider client={client}>
      <LibraryPage view={view} onView={setView} onRecord={onRecord} />
    </QueryClientProvider>
  );
}

function addRecording(attributes: Record<string, unknown> = {}) {
  return backend.add({ title: 'A talk', recorderName: 'Ada', status: 'ready', fileBytes: 5, duration: 61, quality: '720p', ...attributes }, Buffer.from('video'));
}

describe('the library', () => {
  it('shows a card for a recording', async () => {
    addRecording();
    render(<Library />);
    const card = await screen.findByRole('article', { name: 'A talk' });

    expect(within(card).getByRole('heading', { name: 'A talk' })).toBeTruthy();
    expect(card.textContent).toMatch(/1:01.*Ready.*Ada.*5 B · 720p/);
  });

  it.each([
    [{ recovered: true, missingSeconds: 12.4 }, 'Recovered: at least 12 s are missing.'],
    [{ recovered: true, missingSeconds: 247 }, 'Recovered: at least 4 min 7 s are missing.'],
    [{ recovered: true, missingSeconds: 0.2 }, 'Recovered: at least 1 s are missing.'],
    [{ recovered: true, missingSeconds: 0 }, 'Recovered by the server.'],
    [{ recovered: true, missingSeconds: null }, 'Recovered: the end may be missing.'],
    [{ missingSeconds: 100 }, 'Incomplete: at least 1 min 40 s at the end are missing.'],
    [{ warnings: [{ code: 'END_MISSING', count: 1, detail: 'The end may be missing.' }] }, 'Not everything could be kept.'],
    [{ status: 'error', errorReason: 'Nothing of the recording arrived.' }, 'Nothing of the recording arrived.'],
    [{ readError: 'Fields that cannot be read: title: no text.' }, 'Fields that cannot be read: title: no text.'],
  ])('says what a recording lacks: %o', async (attributes, text) => {
    addRecording(attributes);
    render(<Library />);
    expect((await screen.findByRole('article')).textContent).toContain(text);
  });

  it('links to the recorder when it is empty', async () => {
    const onRecord = vi.fn();
    render(<Library onRecord={onRecord} />);
    await userEvent.click(await screen.findByRole('button', { name: 'Record your first interview' }));
    expect(onRecord).toHaveBeenCalledOnce();
  });

  it('filters by name after typing stops', async () => {
    addRecording();
    addRecording({ title: 'Another', recorderName: 'Grace' });
    render(<Library />);
    await screen.findByRole('article', { name: 'A talk' });
    await userEvent.type(screen.getByLabelText('Recorder'), 'grac');

    await waitFor(() => expect(screen.queryByRole('article', { name: 'A talk' })).toBeNull());
    expect(screen.getByRole('article', { name: 'Another' })).toBeTruthy();
    expect(backend.seen.filter(({ path }) => path.includes('recorderName')).length).toBe(1);
  });

  it('sorts and pages', async () => {
    for (let number = 1; number <= 13; number++) addRecording({ title: `Talk ${String(number).padStart(2, '0')}` });
    render(<Library />);
    await userEvent.selectOptions(await screen.findByLabelText('Sort'), 'Title A–Z');
    await screen.findByText('Page 1 of 2');
    await userEvent.click(screen.getByRole('button', { name: 'Next' }));

    expect(await screen.findByRole('article', { name: 'Talk 13' })).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Next' })).toHaveProperty('disabled', true);
  });

  it('archives and restores', async () => {
    const { attributes } = addRecording();
    render(<Library />);
    await userEvent.click(await screen.findByRole('button', { name: 'Archive' }));
    await waitFor(() => expect(attributes).toHaveProperty('status', 'archived'));
    await waitFor(() => expect(screen.queryByRole('article')).toBeNull());

    await userEvent.selectOptions(screen.getByLabelText('Show'), 'Archived');
    await userEvent.click(await screen.findByRole('button', { name: 'Restore' }));
    await waitFor(() => expect(attributes).toHaveProperty('status', 'ready'));
  });

  it.each([
    ['uploading', null],
    ['error', 1_000],
    ['ready', null],
  ])('restores a recording to its old status %s (%s bytes)', async (status, fileBytes) => {
    const { attributes } = addRecording({ status: 'archived', fileBytes });
    backend.fault = ({ method, body }) =>
      method === 'PATCH' && !body.includes(status) ? { kind: 'response', status: 422, body: errorDocument(422, 'VALIDATION_ERROR', 'Not its old status.') } : undefined;
    render(<Library />);
    await userEvent.selectOptions(await screen.findByLabelText('Show'), 'Archived');
    await userEvent.click(await screen.findByRole('button', { name: 'Restore' }));
    await waitFor(() => expect(attributes).toHaveProperty('status', status));
  });

  it('deletes only after confirmation', async () => {
    addRecording();
    render(<Library />);
    await userEvent.click(await screen.findByRole('button', { name: 'Delete' }));
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(backend.recordings.size).toBe(1);

    await userEvent.click(screen.getByRole('button', { name: 'Delete' }));
    await userEvent.click(screen.getByRole('button', { name: 'Confirm delete' }));
    await screen.findByText('No recordings yet.');
    expect(backend.recordings.size).toBe(0);
  });

  it('plays with a fresh URL, and renews it when it has expired', async () => {
    const { id } = addRecording();
    render(<Library />);
    await userEvent.click(await screen.findByRole('button', { name: 'Play' }));
    const video = await waitFor(() => {
      const found = document.querySelector('dialog video');
      expect(found).not.toBeNull();
      return found as HTMLVideoElement;
    });
    expect(video.src).toContain(`/objects/${id}/video`);

    const before = backend.count('GET', new RegExp(`^/api/recordings/${id}`));
    video.dispatchEvent(new Event('error'));
    await waitFor(() => expect(backend.count('GET', new RegExp(`^/api/recordings/${id}`))).toBe(before + 1));
  });

  it('says that the browser blocks the address of a recording', async () => {
    addRecording({ videoUrl: 'http://media.example/original.webm?expires=1' });
    render(<Library />);
    await userEvent.click(await screen.findByRole('button', { name: 'Play' }));
    await screen.findByLabelText<HTMLVideoElement>('A talk', { selector: 'video' });
    expect(screen.queryByText('The browser blocks this recording')).toBeNull();
    act(() => reportViolation('http://media.example/original.webm?expires=1'));
    expect((await screen.findByText('The browser blocks this recording')).closest('dialog')?.textContent).toContain('http://media.example');
  });

  it('does not offer live viewing when live streaming is off', async () => {
    addRecording({ title: 'On air', status: 'recording', playbackFormat: 'hls', isLiveStreaming: true, videoUrl: '/api/streams/x/hls/manifest.m3u8' });
    render(<Library />);
    const card = await screen.findByRole('article', { name: 'On air' });
    await waitFor(() => expect(backend.count('GET', /^\/api\/features/)).toBe(1));
    expect(within(card).getByText('Recording')).toBeTruthy();
    expect(within(card).queryByText('Live')).toBeNull();
    expect(within(card).getByRole('button', { name: 'Play' })).toHaveProperty('disabled', true);
  });

  it('marks a live recording and plays it', async () => {
    backend.liveStreaming = true;
    addRecording({ title: 'On air', status: 'recording', playbackFormat: 'hls', isLiveStreaming: true, videoUrl: '/api/streams/x/hls/manifest.m3u8' });
    render(<Library />);
    const card = await screen.findByRole('article', { name: 'On air' });
    expect(await within(card).findByText('Live')).toBeTruthy();
    await userEvent.click(within(card).getByRole('button', { name: 'Watch live' }));
    expect((await screen.findByText(/^Plays/)).textContent).toBe('Plays /api/streams/x/hls/manifest.m3u8');
  });

  it('plays the better copy from the same position as soon as there is one', async () => {
    const { attributes } = addRecording({ processing: { state: 'running', reason: null }, videoUrl: '/objects/original.webm?expires=1' });
    render(<Library />);
    await userEvent.click(await screen.findByRole('button', { name: 'Play' }));
    const video = await screen.findByLabelText<HTMLVideoElement>('A talk', { selector: 'video' });
    expect(video.getAttribute('src')).toBe('/objects/original.webm?expires=1');
    // The same object, signed anew: nothing is loaded again.
    attributes.videoUrl = '/objects/original.webm?expires=2';
    Object.defineProperty(video, 'currentTime', { value: 7, writable: true });
    fireEvent.timeUpdate(video);
    const seen = backend.seen.length;
    await waitFor(() => expect(backend.seen.length).toBeGreaterThan(seen + 1), { timeout: 5_000 });
    expect(video.getAttribute('src')).toBe('/objects/original.webm?expires=1');

    Object.assign(attributes, { processing: { state: 'done', reason: null }, videoUrl: '/objects/seekable.webm?expires=3' });
    Object.defineProperty(video, 'currentTime', { value: 0, writable: true });
    await waitFor(() => expect(video.getAttribute('src')).toBe('/objects/seekable.webm?expires=3'), { timeout: 5_000 });
    expect(video.currentTime).toBe(7);
  });

  it('plays the recording of a stream as a stream', async () => {
    addRecording({ playbackFormat: 'hls', videoUrl: '/api/streams/x/hls/manifest.m3u8' });
    render(<Library />);
    await userEvent.click(await screen.findByRole('button', { name: 'Play' }));
    expect(await screen.findByText(/^Plays/)).toBeTruthy();
    expect(screen.queryByText('Not everything could be kept')).toBeNull();
  });

  it('says in the player what of a stream could not be kept', async () => {
    const warnings = [
      { code: 'MEDIA_DAMAGED', count: 1, detail: 'Bytes were damaged.' },
      { code: 'MEDIA_SKIPPED', count: 9, detail: '9 frames could not be used.' },
    ];
    addRecording({ playbackFormat: 'hls', videoUrl: '/api/streams/x/hls/manifest.m3u8', warnings });
    render(<Library />);
    await userEvent.click(await screen.findByRole('button', { name: 'Play' }));
    expect(await screen.findByText(/^Bytes were damaged\. 9 frames could not be used\. The original/)).toBeTruthy();
  });

  it('shows an error and recovers with Try again', async () => {
    addRecording();
    render(<Library />);
    await screen.findByRole('article');
    backend.fault = () => ({ kind: 'response', status: 422, body: errorDocument(422, 'VALIDATION_ERROR', 'That order is unknown.') });
    await userEvent.selectOptions(screen.getByLabelText('Sort'), 'Oldest first');

    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('That order is unknown.');
    backend.fault = () => undefined;
    await userEvent.click(within(alert).getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  });
});
