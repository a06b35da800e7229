import type { Quality } from '../../recordings/api/recording';

export interface QualityPreset {
  readonly quality: Quality;
  readonly label: string;
  readonly width: number;
  readonly height: number;
  readonly videoBitsPerSecond: number;
}

export const qualityPresets: Readonly<Record<Quality, QualityPreset>> = {
  '480p': { quality: '480p', label: '480p · small files', width: 854, height: 480, videoBitsPerSecond: 1_000_000 },
  '720p': { quality: '720p', label: '720p · recommended', width: 1280, height: 720, videoBitsPerSecond: 2_500_000 },
  '1080p': { quality: '1080p', label: '1080p · best quality', width: 1920, height: 1080, videoBitsPerSecond: 5_000_000 },
};

export const defaultQuality: Quality = '720p';

export const audioBitsPerSecond = 128_000;

export function isQuality(value: string | null): value is Quality {
  return value !== null && Object.hasOwn(qualityPresets, value);
}
