import { QueryClientProvider } from '@tanstack/react-query';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createQueryClient } from '../../../api/queryClient';
import { errorDocument } from '../../../testing/FakeBackend';
import { someSession } from '../../../testing/someSession';
import { withFakeBackend } from '../../../testing/withFakeBackend';
import type { FinishedRecording } from '../local/FinishedRecording';
import { MemoryCopy } from '../local/MemoryCopy';
import { UploadManager } from '../uploads/UploadManager';
import { UploadsContext } from '../uploads/UploadsContext';
import { UploadPanel } from './UploadPanel';

const backend = withFakeBackend();
// jsdom decodes no video.
vi.mock('../uploads/thumbnail', () => ({ thumbnailOf: () => Promise.resolve(null) }));
beforeEach(() => localStorage.clear());

async function showPanel(recorderName: string) {
  const copy = new MemoryCopy();
  copy.append(new Blob(['hello world']));
  const discard = vi.spyOn(copy, 'discard');
  const recording: FinishedRecording = {
    info: { id: 'a', startedAt: '2026-01-01T10:00:00Z', mimeType: 'video/webm;codecs=vp9,opus', quality: '720p', title: 'Talk', recorderName, metadata: { x: '1' }, sessionInfo: someSession, seconds: 4.5 },
    media: await copy.finish(),
    copy,
    endReason: 'stopped',
  };
  const onAnother = vi.fn();
  const uploads = new UploadManager({ list: () => Promise.resolve([]), open: () => Promise.reject(new Error('It is locked.')), settings: { firstRetryDelay: 1 } });
  render(
    <QueryClientProvider client={createQueryClient()}>
      <UploadsContext value={uploads}>
        <UploadPanel recording={recording} upload={uploads.upload(recording)} onAnother={onAnother} onOpenLibrary={() => undefined} />
      </UploadsContext>
    </QueryClientProvider>,
  );
  return { discard, onAnother };
}

const recordings = () => [...backend.recordings.values()];

describe('a finished recording', () => {
  it('is uploaded when the name is known, then discarded locally', async () => {
    const { discard, onAnother } = await showPanel('Ada');
    const panel = await screen.findByTestId('uploaded');

    expect(panel.dataset).toMatchObject({ bytes: '11', sha256: 'b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9', recordingId: recordings()[0]?.id });
    expect(recordings()[0]?.attributes).toMatchObject({ title: 'Talk', recorderName: 'Ada', mimeType: 'video/webm', metadata: { x: '1' }, duration: 4.5, quality: '720p', playbackFormat: 'video' });
    expect(screen.getAllByRole('status').some(({ textContent }) => textContent === 'Saved')).toBe(true);
    await waitFor(() => expect(discard).toHaveBeenCalledOnce());
    await userEvent.click(screen.getByRole('button', { name: 'Record another' }));
    expect(onAnother).toHaveBeenCalledOnce();
  });

  it('asks for the name first', async () => {
    await showPanel(' ');
    await userEvent.click(screen.getByRole('button', { name: 'Upload' }));
    expect(screen.getByText('Please enter your name.')).toBeTruthy();
    expect(backend.seen).toHaveLength(0);

    await userEvent.type(screen.getByLabelText('Your name'), 'Grace{Enter}');
    await screen.findByTestId('uploaded');
    expect(recordings()[0]?.attributes).toHaveProperty('recorderName', 'Grace');
    expect(localStorage.getItem('kubrick.recorderName')).toBe('Grace');
  });

  it('is kept when the upload is rejected, and can be retried', async () => {
    backend.fault = ({ path }) => (path === '/api/recordings' ? { kind: 'response', status: 403, body: errorDocument(403, 'FORBIDDEN', 'You may not.') } : undefined);
    const { discard } = await showPanel('Ada');
    expect((await screen.findByRole('alert')).textContent).toContain('You may not.');
    expect(discard).not.toHaveBeenCalled();
    expect(screen.getByRole('button', { name: 'Save to disk' })).toBeTruthy();

    backend.fault = () => undefined;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await screen.findByTestId('uploaded');
  });

  it('asks for other details when the server refuses them, and leaves all other ways open', async () => {
    const refusal = errorDocument(422, 'VALIDATION_ERROR', 'This name is not allowed.', '/data/attributes/recorderName');
    backend.fault = ({ path, body }) => (path === '/api/recordings' && !body.includes('Grace') ? { kind: 'response', status: 422, body: refusal } : undefined);
    const { discard } = await showPanel('Ada');
    const name = await screen.findByLabelText('Your name');
    expect(screen.getByRole('alert').textContent).toContain('This name is not allowed.');
    for (const action of ['Try again', 'Save to disk', 'Discard']) expect(screen.getByRole('button', { name: action })).toBeTruthy();
    expect(name).toHaveProperty('value', 'Ada');
    expect(discard).not.toHaveBeenCalled();

    await userEvent.clear(name);
    await userEvent.type(name, 'Grace{Enter}');
    await screen.findByTestId('uploaded');
    expect(recordings()[0]?.attributes).toMatchObject({ recorderName: 'Grace', title: 'Talk', metadata: { x: '1' } });
    expect(screen.queryByLabelText('Your name')).toBeNull();
  });

  it('says that its tab is needed while it is only in memory and not compared', async () => {
    backend.verifies = false;
    const { discard } = await showPanel('Ada');
    expect((await screen.findByTestId('uploaded')).textContent).toContain('Keep this tab open until the server has compared every byte');
    expect(screen.queryByText(/You can close this tab/)).toBeNull();
    expect(discard).not.toHaveBeenCalled();
  });

  it('can be uploaded after the upload was cancelled', async () => {
    backend.fault = ({ method }) => (method === 'PUT' ? { kind: 'silence' } : undefined);
    await showPanel('Ada');
    await waitFor(() => expect(backend.count('PUT', /./)).toBe(1));
    await userEvent.click(screen.getByRole('button', { name: 'Cancel upload' }));
    await screen.findByText('Upload cancelled');

    backend.fault = () => undefined;
    await userEvent.click(screen.getByRole('button', { name: 'Upload' }));
    await screen.findByTestId('uploaded');
  });

  it('is discarded only after confirmation', async () => {
    backend.fault = ({ path }) => (path === '/api/recordings' ? { kind: 'response', status: 403 } : undefined);
    const { discard, onAnother } = await showPanel('Ada');
    await userEvent.click(await screen.findByRole('button', { name: 'Discard' }));
    expect(discard).not.toHaveBeenCalled();
    await userEvent.click(screen.getByRole('button', { name: 'Discard permanently' }));
    await waitFor(() => expect(onAnother).toHaveBeenCalledOnce());
    expect(discard).toHaveBeenCalledOnce();
  });
});
