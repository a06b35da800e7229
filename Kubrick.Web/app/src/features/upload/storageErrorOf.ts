import type { PutAnswer } from './put';
import { StorageError } from './StorageError';

/** The storage's refusal; storages of our own say why in a JSON:API error, others in what only engineers read. */
export function storageErrorOf({ status, text }: PutAnswer): StorageError {
  try {
    const { errors } = JSON.parse(text) as { errors?: { title?: string; detail?: string }[] };
    const [first] = errors ?? [];
    return new StorageError(status, first?.detail ?? first?.title);
  } catch {
    return new StorageError(status);
  }
}
