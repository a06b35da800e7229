import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { errorDocument } from '../../../testing/FakeBackend';
import { someInfo } from '../../../testing/someInfo';
import { withFakeBackend } from '../../../testing/withFakeBackend';
import { MemoryCopy } from '../local/MemoryCopy';
import { BackgroundUpload } from './BackgroundUpload';
import { UploadManager } from './UploadManager';
import { UploadsContext } from './UploadsContext';

const backend = withFakeBackend();
// jsdom decodes no video.
vi.mock('./thumbnail', () => ({ thumbnailOf: () => Promise.resolve(null) }));
beforeEach(() => localStorage.clear());

async function show() {
  const copy = new MemoryCopy();
  copy.append(new Blob(['hello world']));
  const uploads = new UploadManager({ list: () => Promise.resolve([]), open: () => Promise.reject(new Error('It is locked.')), settings: { firstRetryDelay: 1 } });
  const upload = uploads.upload({ info: someInfo(), media: await copy.finish(), copy, endReason: 'stopped' });
  render(
    <UploadsContext value={uploads}>
      <BackgroundUpload upload={upload} />
    </UploadsContext>,
  );
  return { uploads, upload };
}

describe('an upload in the background', () => {
  it('asks for other details when the server refuses them', async () => {
    const refusal = errorDocument(422, 'VALIDATION_ERROR', 'This name is not allowed.', '/data/attributes/recorderName');
    backend.fault = ({ path, body }) => (path === '/api/recordings' && !body.includes('Grace') ? { kind: 'response', status: 422, body: refusal } : undefined);
    const { upload } = await show();
    const name = await screen.findByLabelText('Your name');
    expect(screen.getByRole('alert').textContent).toContain('This name is not allowed.');
    // Somebody may be typing elsewhere on the page.
    expect(document.activeElement).toBe(document.body);

    await userEvent.clear(name);
    await userEvent.type(name, 'Grace{Enter}');
    await waitFor(() => expect(upload.copyState).toBe('discarded'));
    expect([...backend.recordings.values()][0]?.attributes).toMatchObject({ recorderName: 'Grace', status: 'ready' });
  });

  it('can be discarded while the server has not compared it, which closing the tab would do, too', async () => {
    backend.verifies = false;
    const { uploads, upload } = await show();
    await screen.findByText('Saved, not compared yet');
    expect(uploads.getSnapshot().summary).toMatchObject({ state: 'comparing', bytesInMemory: 11 });

    await userEvent.click(screen.getByRole('button', { name: 'Discard' }));
    await userEvent.click(screen.getByRole('button', { name: 'Discard permanently' }));
    await waitFor(() => expect(uploads.getSnapshot()).toMatchObject({ uploads: [], summary: { bytesInMemory: 0 } }));
    expect(upload.copyState).toBe('discarded');
  });
});
