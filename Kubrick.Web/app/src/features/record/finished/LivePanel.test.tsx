import { QueryClientProvider } from '@tanstack/react-query';
import { act, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { createQueryClient } from '../../../api/queryClient';
import { FakeSocket } from '../../../testing/FakeSocket';
import { someSession } from '../../../testing/someSession';
import { withFakeBackend } from '../../../testing/withFakeBackend';
import { LivePublisher } from '../live/LivePublisher';
import type { FinishedRecording } from '../local/FinishedRecording';
import { MemoryCopy } from '../local/MemoryCopy';
import { LivePanel } from './LivePanel';

const backend = withFakeBackend();

/** A publisher that the test makes late. */
class ControlledPublisher extends LivePublisher {
  beLate(unsentBytes = 0): void {
    this.change({ isLate: true, unsentBytes });
  }
}

async function showPanel(overrides: Partial<FinishedRecording> = {}, fileBytes = 11) {
  const { id } = backend.add({ title: 'Talk', recorderName: 'Ada', playbackFormat: 'hls', status: 'recording' });
  const copy = new MemoryCopy();
  const discard = vi.spyOn(copy, 'discard');
  const socket = new FakeSocket();
  const openSocket = vi.fn(() => socket.asSocket());
  copy.append(new Blob(['hello world']));
  const live = new ControlledPublisher({
    source: copy,
    sha256: () => Promise.resolve(null),
    bytesPerSecond: 1_000,
    createRecording: () => Promise.resolve(id),
    getRecording: () => Promise.resolve({ status: 'ready', fileBytes }),
    getViewerCount: () => Promise.resolve(0),
    openSocket,
  });
  const recording: FinishedRecording = {
    info: { id: 'a', startedAt: '2026-01-01T10:00:00Z', mimeType: 'video/webm', quality: '720p', title: 'Talk', recorderName: 'Ada', metadata: {}, sessionInfo: someSession, seconds: 4.5, streamId: id },
    media: await copy.finish(),
    copy,
    endReason: 'stopped',
    ...overrides,
  };
  const onUpload = vi.fn();
  const onAnother = vi.fn();
  live.finish();
  render(
    <QueryClientProvider client={createQueryClient()}>
      <LivePanel recording={recording} live={live} onUpload={onUpload} onAnother={onAnother} onOpenLibrary={() => undefined} />
    </QueryClientProvider>,
  );
  socket.open();
  socket.receive({ type: 'started', recordingId: id });
  await waitFor(() => expect(socket.messages.at(-1)).toEqual({ type: 'stop' }));
  return { id, socket, openSocket, live, discard, onUpload, onAnother };
}

describe('a stream that has ended', () => {
  it('is kept when the server has fewer bytes, even if no connection was lost', async () => {
    const { id, socket, discard } = await showPanel({}, 10);
    socket.receive({ type: 'streamEnded', recordingId: id, status: 'ended' });
    expect(await screen.findByText('The stream may be incomplete')).toBeTruthy();
    expect(discard).not.toHaveBeenCalled();
  });

  it('is discarded locally once the server has stored it', async () => {
    const { id, socket, discard, onAnother } = await showPanel();
    expect(screen.getByRole('progressbar', { name: 'Ending the stream' })).toBeTruthy();
    expect(discard).not.toHaveBeenCalled();

    socket.receive({ type: 'stopped', recordingId: id, status: 'ended' });
    expect(await screen.findByText('Saved')).toBeTruthy();
    expect(screen.getByTestId('streamed').dataset).toMatchObject({ bytes: '11', recordingId: id, sha256: 'b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9' });
    expect(discard).toHaveBeenCalledOnce();
    await userEvent.click(screen.getByRole('button', { name: 'Record another' }));
    expect(onAnother).toHaveBeenCalledOnce();
  });

  it('says what of it could not be kept', async () => {
    const { id, socket } = await showPanel();
    Object.assign(backend.recordings.get(id)?.attributes ?? {}, { warnings: [{ code: 'MEDIA_UNDECODABLE', count: 12, detail: '12 frames could not be decoded.' }] });
    socket.receive({ type: 'stopped', recordingId: id, status: 'ended' });
    expect(await screen.findByText(/12 frames could not be decoded\./)).toBeTruthy();
    expect(screen.getByText('Saved')).toBeTruthy();
  });

  it('gets the title that was edited while it ran', async () => {
    const { id, socket } = await showPanel({ changes: { title: 'Better title', metadata: { a: '1' } } });
    socket.receive({ type: 'stopped', recordingId: id, status: 'ended' });
    await waitFor(() => expect(backend.recordings.get(id)?.attributes).toMatchObject({ title: 'Better title', metadata: { a: '1' } }));
  });

  it('shows what the server reports while it stores the stream', async () => {
    const { id, socket } = await showPanel();
    socket.receive({ type: 'error', code: 'STORAGE_UNAVAILABLE', error: 'The storage does not accept the stream at the moment.', severity: 'warning' });
    expect(await screen.findByText('The storage does not accept the stream at the moment.')).toBeTruthy();
    socket.receive({ type: 'error', code: 'MEDIA_DAMAGED', error: 'Bytes were damaged.', severity: 'warning' });
    expect(await screen.findByText('The storage does not accept the stream at the moment. Bytes were damaged.')).toBeTruthy();
    socket.receive({ type: 'recovered', recordingId: id, code: 'STORAGE_UNAVAILABLE' });
    expect(await screen.findByText('Bytes were damaged.')).toBeTruthy();
    socket.receive({ type: 'stopped', recordingId: id, status: 'ended' });
    expect(await screen.findByText('Saved')).toBeTruthy();
    expect(screen.queryByText('The server reports a problem')).toBeNull();
  });

  it('can be left once everything is sent and a copy is on the disk', async () => {
    const copy = Object.assign(new MemoryCopy(), { isOnDisk: true });
    const release = vi.spyOn(copy, 'release');
    const { id, live, socket, discard, onAnother } = await showPanel({ copy, changes: { title: 'Better title', metadata: {} } });
    const isAsked = () => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
    expect(screen.queryByRole('button', { name: 'Record another' })).toBeNull();
    expect(isAsked()).toBe(true);

    act(() => live.beLate());
    expect(isAsked()).toBe(false);
    expect(screen.getByRole('button', { name: 'Save to disk' })).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Record another' }));
    await waitFor(() => expect(onAnother).toHaveBeenCalledOnce());
    expect(release).toHaveBeenCalledOnce();
    expect(discard).not.toHaveBeenCalled();
    // Its end must not end the next recording.
    expect(socket.closedWith).toBe(1000);
    await waitFor(() => expect(backend.recordings.get(id)?.attributes).toMatchObject({ title: 'Better title' }));
  });

  it('can be left on a slow network: the local copy is complete', async () => {
    const { live, discard, onAnother } = await showPanel({ copy: Object.assign(new MemoryCopy(), { isOnDisk: true }) });
    act(() => live.beLate(4));
    expect(screen.getByRole('progressbar', { name: 'Sending the rest' })).toMatchObject({ value: 7, max: 11 });
    expect(screen.getByText('4 B left to send')).toBeTruthy();
    expect(screen.getByRole('status').textContent).toContain('sending stops');
    // Closing the tab would end the stream, so the browser asks.
    expect(window.dispatchEvent(new Event('beforeunload', { cancelable: true }))).toBe(false);
    await userEvent.click(screen.getByRole('button', { name: 'Record another' }));
    await waitFor(() => expect(onAnother).toHaveBeenCalledOnce());
    expect(discard).not.toHaveBeenCalled();
  });

  it('cannot be left while the only copy is in memory, but can be saved', async () => {
    const { live } = await showPanel();
    act(() => live.beLate());
    expect(window.dispatchEvent(new Event('beforeunload', { cancelable: true }))).toBe(false);
    expect(screen.queryByRole('button', { name: 'Record another' })).toBeNull();
    expect(screen.getByRole('button', { name: 'Save to disk' })).toBeTruthy();
  });

  it('is kept after a failure, and can be uploaded or saved', async () => {
    const { socket, discard, onUpload } = await showPanel();
    socket.drop(4409);
    expect((await screen.findByRole('alert')).textContent).toMatch(/took over the stream.*This browser has the complete recording/);
    expect(discard).not.toHaveBeenCalled();
    expect(screen.getByRole('button', { name: 'Save to disk' })).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Upload' }));
    expect(onUpload).toHaveBeenCalledOnce();
  });

  it('is kept when it may be incomplete, and discarded only after confirmation', async () => {
    const { id, socket, openSocket, live, discard, onAnother } = await showPanel({}, 1);
    socket.receive({ type: 'streamEnded', recordingId: 'another', status: 'ended' });
    expect(live.getSnapshot().phase).toBe('stopping');
    // The connection is lost after everything was sent, and the server has fewer bytes.
    socket.drop();
    await waitFor(() => expect(openSocket).toHaveBeenCalledTimes(2));
    socket.open();
    socket.receive({ type: 'error', code: 'CONFLICT', error: 'It is over.' });
    expect(await screen.findByText('The stream may be incomplete')).toBeTruthy();
    expect(backend.recordings.has(id)).toBe(true);
    expect(discard).not.toHaveBeenCalled();

    await userEvent.click(screen.getByRole('button', { name: 'Discard' }));
    await userEvent.click(screen.getByRole('button', { name: 'Discard permanently' }));
    await waitFor(() => expect(onAnother).toHaveBeenCalledOnce());
    expect(discard).toHaveBeenCalledOnce();
  });
});
