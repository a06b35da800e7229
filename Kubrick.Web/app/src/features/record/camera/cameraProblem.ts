import { errorName } from '../../../api/errors';

/** Why there is no picture or no sound, and what the person can do. */
export interface CameraProblem {
  readonly kind: 'denied' | 'missing' | 'busy' | 'lost' | 'unsupported' | 'unknown';
  readonly title: string;
  readonly detail: string;
}

const problems: Readonly<Record<CameraProblem['kind'], Omit<CameraProblem, 'kind'>>> = {
  denied: {
    title: 'The camera and microphone are blocked',
    detail: 'Allow both for this page: click the camera or lock sign beside the address, then try again.',
  },
  missing: { title: 'No camera or no microphone found', detail: 'Both are needed. Connect them, then try again.' },
  busy: { title: 'The camera is in use', detail: 'Another program may be using it. Close that program, then try again.' },
  lost: { title: 'The camera or microphone was disconnected', detail: 'Connect it again, or choose another one.' },
  unsupported: {
    title: 'This browser cannot record here',
    detail: 'Recording needs a current browser and a secure address (https).',
  },
  unknown: { title: 'The camera did not start', detail: 'Try again, or reload the page.' },
};

export function cameraProblem(kind: CameraProblem['kind']): CameraProblem {
  return { kind, ...problems[kind] };
}

/** Reads what getUserMedia was refused with. */
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
