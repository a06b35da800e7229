import { describe, expect, it } from 'vitest';
import { someInfo } from '../../../testing/someInfo';
import { newRecordingOf } from './newRecordingOf';

describe('the attributes of a new recording', () => {
  it('are those of its journal', () => {
    expect(newRecordingOf(someInfo({ title: ' Talk ', recorderName: ' Ada ', metadata: { a: '1' } }), 'video')).toMatchObject({ title: 'Talk', recorderName: 'Ada', metadata: { a: '1' } });
  });

  it('have no empty title, which the server derives', () => {
    expect(newRecordingOf(someInfo({ title: ' \0' }), 'video')).not.toHaveProperty('title');
  });

  it('are cut to what the server takes, also where an earlier version wrote more into the journal', () => {
    const metadata = Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`k${i}`, 'v\ud83d']));
    const attributes = newRecordingOf(someInfo({ title: `${'t'.repeat(199)}😀`, recorderName: `A\0${'x'.repeat(300)}`, metadata }), 'video');
    expect(attributes.title).toBe('t'.repeat(199));
    expect(attributes.recorderName).toBe(`A${'x'.repeat(199)}`);
    expect(Object.entries(attributes.metadata)).toHaveLength(100);
    expect(attributes.metadata.k0).toBe('v');
  });
});
