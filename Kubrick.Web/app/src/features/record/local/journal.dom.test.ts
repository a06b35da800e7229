import { waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { journalText, someInfo } from '../../../testing/someInfo';
import { withFakeStorage } from '../../../testing/withFakeStorage';
import { createLocalCopy } from './createLocalCopy';
import { DiskCopy } from './DiskCopy';
import { readJournal } from './RecordingInfo';
import { listUnfinished } from './unfinishedRecordings';

const { opfs, crash } = withFakeStorage();

const pause = { pausedAt: '2026-01-01T10:00:01.000Z', resumedAt: '2026-01-01T10:00:03.000Z', duration: 2 };
const openPause = { ...pause, resumedAt: null, duration: null };

const text = () => opfs.file('a', 'journal')?.content.toString() ?? '';
/** What the journal says at the next visit. */
const infoOnDisk = async () => (await listUnfinished())[0]?.info;
const untilRefused = () => waitFor(() => expect(opfs.shortWrites).toBeGreaterThan(0));

/** A recording of an earlier visit, whose journal ends with this. */
async function add(end = ''): Promise<void> {
  await opfs.write('a', 'media', 'hello');
  await opfs.write('a', 'journal', journalText(someInfo()) + end);
}

/** A recording that runs. */
async function record(): Promise<DiskCopy> {
  const copy = await createLocalCopy(someInfo());
  if (!(copy instanceof DiskCopy)) throw new Error('It is not on the disk.');
  copy.append(new Blob(['hello']), 0);
  await waitFor(() => expect(text()).toContain('"seconds":0'));
  return copy;
}

describe('the journal on the disk', () => {
  it.each(['{"seconds":7', '{', '{"recordingId":"x"}'])('keeps the first line of a visit apart from what a crash left of the last one: %s', async torn => {
    await add(torn);
    const copy = await DiskCopy.open('a', false);
    copy.updateInfo({ recordingId: 'r' });
    await copy.release();
    expect(await infoOnDisk()).toMatchObject({ recorderName: 'Ada', recordingId: 'r' });
  });

  it('is written before the copy is released', async () => {
    await add();
    const copy = await DiskCopy.open('a', false);
    copy.updateInfo({ savedAt: '2026-01-01T11:00:00Z' });
    await copy.release();
    expect(opfs.file('a', 'journal')?.isOpen).toBe(false);
    expect(await infoOnDisk()).toMatchObject({ savedAt: '2026-01-01T11:00:00Z' });
  });

  it('has no half of a line that did not fit, and says it with the next one', async () => {
    const copy = await record();
    opfs.capacity = opfs.usedBytes + 8;
    copy.updateInfo({ recordingId: 'r', sent: { title: 'Talk', metadata: {} } });
    copy.updateInfo({ title: 'Better' });
    await untilRefused();
    expect(text().endsWith('}\n')).toBe(true);
    expect(text()).not.toContain('recordingId');

    opfs.capacity = Number.POSITIVE_INFINITY;
    copy.updateInfo({ seconds: 9 });
    await waitFor(() => expect(readJournal(text())).toMatchObject({ recordingId: 'r', sent: { title: 'Talk' }, title: 'Better', seconds: 9 }));
  });

  it('is completed by itself when the disk has room again', async () => {
    const copy = await record();
    opfs.capacity = opfs.usedBytes;
    copy.updateInfo({ recordingId: 'r' });
    await untilRefused();
    opfs.capacity = Number.POSITIVE_INFINITY;
    await waitFor(() => expect(readJournal(text())).toMatchObject({ recordingId: 'r' }));
  });

  it('is completed at the latest when the copy is released', async () => {
    const copy = await record();
    opfs.capacity = opfs.usedBytes;
    copy.updateInfo({ recordingId: 'r' });
    await untilRefused();
    opfs.capacity = Number.POSITIVE_INFINITY;
    await copy.release();
    expect(await infoOnDisk()).toMatchObject({ recordingId: 'r' });
  });

  it('has the pauses, also the one that a crash ended', async () => {
    const copy = await record();
    copy.updateInfo({ pauses: { 0: openPause } });
    await waitFor(() => expect(text()).toContain('pauses'));
    copy.updateInfo({ pauses: { 0: pause } });
    copy.updateInfo({ pauses: { 1: openPause } });
    await waitFor(() => expect(readJournal(text())?.pauses).toHaveProperty('1'));
    crash();
    expect(await infoOnDisk()).toMatchObject({ recorderName: 'Ada', pauses: { 0: pause, 1: openPause } });
  });
});
