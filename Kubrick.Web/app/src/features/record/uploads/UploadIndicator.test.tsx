import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { UploadIndicator } from './UploadIndicator';
import { UploadManager } from './UploadManager';
import { UploadsContext } from './UploadsContext';
import { noUploads, type UploadSummary } from './UploadSummary';

/** A manager whose summary the test sets. */
class FixedManager extends UploadManager {
  show(summary: Partial<UploadSummary>): void {
    this.change({ summary: { ...noUploads, ...summary } });
  }
}

function show() {
  const uploads = new FixedManager({ list: () => Promise.resolve([]), open: () => Promise.reject(new Error('It is locked.')) });
  const onOpen = vi.fn();
  render(
    <UploadsContext value={uploads}>
      <UploadIndicator onOpen={onOpen} />
    </UploadsContext>,
  );
  return { onOpen, update: (summary: Partial<UploadSummary>) => act(() => uploads.show(summary)) };
}

const isAsked = () => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));

describe('the state of the uploads', () => {
  it('is not shown when nothing was uploaded', () => {
    show();
    expect(screen.queryByTestId('upload-indicator')).toBeNull();
  });

  it.each([
    ['recording', 'Keep this tab open', '12.0 MB on this disk · 10.0 MB on the server'],
    ['uploading', 'Keep this tab open', '12.0 MB on this disk · 10.0 MB on the server'],
    ['offline', 'Offline · Keep this tab open', '12.0 MB on this disk · 10.0 MB on the server'],
    ['stuck', 'Not uploaded · Details', '12.0 MB on this disk · 10.0 MB on the server'],
    ['comparing', 'Saved, not compared yet · Keep this tab open', '12.0 MB on this disk · 10.0 MB on the server'],
    ['waiting', 'Not uploaded · Details', '12.0 MB on this disk · 10.0 MB on the server'],
    ['saved', 'Saved · You can close this tab', ''],
  ] as const)('%s says what is where, and whether the tab is needed', (state, advice, facts) => {
    const { update } = show();
    update({ state, bytesOnDisk: 12_000_000, bytesOnServer: 10_000_000 });
    expect(screen.getByTestId('upload-indicator').textContent).toBe(advice + facts);
    expect(isAsked()).toBe(false);
  });

  it('warns of what is in memory only', async () => {
    const { update, onOpen } = show();
    update({ state: 'recording', bytesInMemory: 5_000_000, bytesOnServer: 1_000_000 });
    expect(screen.getByTestId('upload-indicator').textContent).toContain('5.0 MB only in this tab · 1.0 MB on the server');
    expect(isAsked()).toBe(true);
    await userEvent.click(screen.getByTestId('upload-indicator'));
    expect(onOpen).toHaveBeenCalledOnce();
  });
});
