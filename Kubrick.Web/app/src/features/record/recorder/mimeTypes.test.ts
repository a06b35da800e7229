import { describe, expect, it } from 'vitest';
import { containerOf, extensionOf, liveMimeTypes, supportedMimeTypes } from './mimeTypes';

describe('the types', () => {
  it('are those that the browser has, best first', () => {
    expect(supportedMimeTypes(type => type.includes('vp8') || type.startsWith('video/mp4'))).toEqual(['video/webm;codecs=vp8,opus', 'video/mp4;codecs=avc1.42E01E,mp4a.40.2', 'video/mp4']);
  });

  it('are H.264 first for a stream, and MP4 last', () => {
    expect(liveMimeTypes(type => !type.includes('vp9'))).toEqual([
      'video/webm;codecs=h264,opus',
      'video/x-matroska;codecs=avc1,opus',
      'video/webm;codecs=vp8,opus',
      'video/webm',
      'video/mp4;codecs=avc1.42E01E,mp4a.40.2',
      'video/mp4',
    ]);
  });

  it.each([
    ['video/webm;codecs=vp9,opus', 'video/webm', 'webm'],
    ['Video/MP4; codecs=avc1', 'video/mp4', 'mp4'],
    ['video/x-matroska;codecs=avc1', 'video/x-matroska', 'mkv'],
    ['', 'video/webm', 'webm'],
  ])('%j is %s in a .%s', (type, container, extension) => {
    expect(containerOf(type)).toBe(container);
    expect(extensionOf(type)).toBe(extension);
  });
});
