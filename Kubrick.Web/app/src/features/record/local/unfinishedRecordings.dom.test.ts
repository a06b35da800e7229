import { describe, expect, it } from 'vitest';
import { journalText, someInfo } from '../../../testing/someInfo';
import { withFakeStorage } from '../../../testing/withFakeStorage';
import { DiskCopy } from './DiskCopy';
import type { RecordingInfo } from './RecordingInfo';
import { acquireLock } from './recordingLocks';
import { discardUnfinished, listUnfinished, openUnfinished } from './unfinishedRecordings';

const { opfs } = withFakeStorage();

/** A recording of an earlier visit. */
async function add(changes: Partial<RecordingInfo> = {}, media = 'hello'): Promise<RecordingInfo> {
  const info = someInfo(changes);
  await opfs.write(info.id, 'media', media);
  await opfs.write(info.id, 'journal', journalText(info));
  return info;
}

/** Another tab changes a recording. */
async function changeElsewhere(id: string, changes: Partial<RecordingInfo>): Promise<void> {
  const copy = await DiskCopy.open(id, false);
  copy.updateInfo(changes);
  await copy.release();
}

describe('the recordings on the disk', () => {
  it('are listed with what their journals say, newest first', async () => {
    const first = await add();
    const second = await add({ id: 'b', startedAt: '2026-01-02T10:00:00Z' }, 'hello world');
    expect(await listUnfinished()).toEqual([
      { info: second, bytes: 11 },
      { info: first, bytes: 5 },
    ]);
  });

  it('have default details where the journal is missing', async () => {
    await opfs.write('a', 'media', 'hello');
    const [found] = await listUnfinished();
    expect(found?.info).toMatchObject({ id: 'a', recorderName: '', startedAt: '1970-01-01T00:00:01.000Z' });
  });

  it.each(['NotReadableError', 'InvalidStateError', 'UnknownError', 'SecurityError'])('stay when they cannot be read now (%s)', async name => {
    await add();
    const other = await add({ id: 'b' });
    opfs.readFault = path => (path.includes('/a/') ? new DOMException('The storage restarts.', name) : undefined);
    expect((await listUnfinished()).map(({ info }) => info)).toEqual([other]);
    expect(opfs.file('a', 'media')?.content.toString()).toBe('hello');

    opfs.readFault = () => undefined;
    expect(await listUnfinished()).toHaveLength(2);
  });

  it('are deleted when they are empty, or have no bytes at all', async () => {
    await add({}, '');
    await opfs.write('b', 'journal', '');
    expect(await listUnfinished()).toEqual([]);
    expect(opfs.recordings).toEqual([]);
  });

  it('are not deleted while they are empty because another tab has just begun', async () => {
    await opfs.write('a', 'media', '');
    await opfs.write('b', 'media', '');
    const unlock = await acquireLock('a');
    expect(await listUnfinished()).toEqual([]);
    expect(opfs.recordings).toEqual(['a']);
    unlock();
  });

  it('are not deleted if another tab begins between the search and the deletion', async () => {
    await opfs.write('a', 'media', '');
    const locks: Promise<() => void>[] = [];
    opfs.readFault = () => {
      if (locks.length === 0) locks.push(acquireLock('a'));
      return undefined;
    };
    expect(await listUnfinished()).toEqual([]);
    expect(opfs.recordings).toEqual(['a']);
    for (const unlock of await Promise.all(locks)) unlock();
  });

  it('are not listed while a tab uses them', async () => {
    await add();
    const copy = await DiskCopy.open('a', false);
    expect(await listUnfinished()).toEqual([]);
    await copy.release();
    expect(await listUnfinished()).toHaveLength(1);
  });
});

describe('a recording on the disk that is opened', () => {
  it('has what its journal says then, not what it said when it was listed', async () => {
    await add();
    const [listed] = await listUnfinished();
    if (!listed) throw new Error('Nothing was listed.');
    await changeElsewhere('a', { recordingId: 'r', isHeld: true });

    const { info, copy, media } = await openUnfinished(listed);
    expect(info).toMatchObject({ recordingId: 'r', isHeld: true, recorderName: 'Ada' });
    expect(await media.blob.text()).toBe('hello');
    await copy.release();
  });

  it('is kept out of other tabs until it is released', async () => {
    const info = await add();
    const { copy } = await openUnfinished({ info });
    await expect(openUnfinished({ info })).rejects.toThrow('Another tab is using this recording.');
    await expect(discardUnfinished({ info })).rejects.toThrow('Another tab is using this recording.');
    await copy.release();
    const again = await openUnfinished({ info });
    await again.copy.discard();
    expect(opfs.recordings).toEqual([]);
  });

  it('is free again if its bytes cannot be read', async () => {
    const info = await add();
    opfs.readFault = () => new DOMException('The storage restarts.', 'NotReadableError');
    await expect(openUnfinished({ info })).rejects.toHaveProperty('name', 'NotReadableError');
    expect(opfs.file('a', 'journal')?.isOpen).toBe(false);

    opfs.readFault = () => undefined;
    const { copy } = await openUnfinished({ info });
    await copy.release();
  });

  it('is free again if its journal cannot be opened', async () => {
    const info = await add();
    const journal = opfs.file('a', 'journal');
    if (!journal) throw new Error('There is no journal.');
    journal.isOpen = true;
    await expect(openUnfinished({ info })).rejects.toThrow('Another access handle is open.');
    journal.isOpen = false;
    const { copy } = await openUnfinished({ info });
    await copy.release();
  });

  it('is not created anew if another tab has discarded it', async () => {
    const info = await add();
    await discardUnfinished({ info });
    await expect(openUnfinished({ info })).rejects.toThrow();
    expect(opfs.recordings).toEqual([]);
  });
});
