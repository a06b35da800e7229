import { describe, expect, it } from 'vitest';
import { containerOf, extensionOf, liveMimeTypes, supportedMimeTypes } from './mimeTypes';

describe('MIME types', () => {
  it('are those that the browser supports, in order of preference', () => {
    expect(supportedMimeTypes(type => type.includes('vp8') || type.startsWith('video/mp4'))).toEqual(['video/webm;codecs=vp8,opus', 'video/mp4;codecs=avc1.42E01E,mp4a.40.2', 'video/mp4']);
  });

  it('start with H.264 for a live stream, and end with MP4', () => {
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
  ])('%j is %s with the extension %s', (type, container, extension) => {
    expect(containerOf(type)).toBe(container);
    expect(extensionOf(type)).toBe(extension);
  });
});
