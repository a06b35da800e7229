import { errorName } from '../../../api/errors';

/** Why the camera or microphone cannot be used, and what to do about it. */
export interface CameraProblem {
  readonly kind: 'denied' | 'missing' | 'busy' | 'lost' | 'unsupported' | 'unknown';
  readonly title: string;
  readonly detail: string;
}

const problems: Readonly<Record<CameraProblem['kind'], Omit<CameraProblem, 'kind'>>> = {
  denied: {
    title: 'The camera and microphone are blocked',
    detail: 'Allow both for this page: click the camera or lock icon in the address bar, then try again.',
  },
  missing: { title: 'No camera or microphone found', detail: 'A camera and a microphone are required. Connect them, then try again.' },
  busy: { title: 'The camera is in use', detail: 'Another app may be using it. Close that app, then try again.' },
  lost: { title: 'The camera or microphone was disconnected', detail: 'Reconnect it, or choose another device.' },
  unsupported: {
    title: 'This browser cannot record here',
    detail: 'Recording requires an up-to-date browser and a secure (https) address.',
  },
  unknown: { title: 'The camera did not start', detail: 'Try again, or reload the page.' },
};

export function cameraProblem(kind: CameraProblem['kind']): CameraProblem {
  return { kind, ...problems[kind] };
}

/** Maps an error of getUserMedia. */
export function cameraProblemOf(error: unknown): CameraProblem {
  switch (errorName(error)) {
    case 'NotAllowedError':
    case 'SecurityError':
      return cameraProblem('denied');
    case 'NotFoundError':
    case 'OverconstrainedError':
      return cameraProblem('missing');
    case 'NotReadableError':
    case 'AbortError':
      return cameraProblem('busy');
    case 'TypeError':
      return cameraProblem('unsupported');
    default:
      return cameraProblem('unknown');
  }
}
