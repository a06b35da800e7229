import { useEffect } from 'react';
import type { QualityPreset } from '../recorder/qualityPresets';
import type { Camera } from './Camera';

interface Conditions {
  /** Whether the camera may open without a click, where access was granted before. */
  readonly mayOpen: boolean;
  /** Whether the camera may stay open. */
  readonly isNeeded: boolean;
  readonly preset: QualityPreset;
}

/** Opens and closes the camera as the page needs it. */
export function useAutomaticCamera(camera: Camera, { mayOpen, isNeeded, preset }: Conditions): void {
  useEffect(() => {
    if (!mayOpen) return undefined;
    let isCancelled = false;
    void camera.isAllowed().then(isAllowed => {
      const { status, problem } = camera.getSnapshot();
      if (isAllowed && !isCancelled && status === 'off' && !problem) void camera.open({ preset });
    });
    return () => {
      isCancelled = true;
    };
  }, [camera, mayOpen, preset]);

  useEffect(() => {
    if (!isNeeded) camera.close();
  }, [camera, isNeeded]);

  useEffect(() => () => camera.close(), [camera]);
}
