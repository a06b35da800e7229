/** What the page's address says about the interview. */
export interface InterviewParameters {
  readonly recorderName: string | null;
  readonly metadata: Readonly<Record<string, string>>;
}

const names = ['recorderName', 'name'];

/**
 * Reads the address: `recorderName` (or `name`) is the person, every other parameter a field of the metadata.
 * A parameter that stands there more than once keeps all its values.
 */
export function readInterviewParameters(search: string): InterviewParameters {
  const parameters = new URLSearchParams(search);
  const recorderName = names.map(key => parameters.get(key)?.trim()).find(value => value) ?? null;
  const metadata = new Map<string, string>();
  for (const key of new Set(parameters.keys())) {
    if (key === '' || names.includes(key)) continue;
    metadata.set(key, parameters.getAll(key).join(', '));
  }
  return { recorderName, metadata: Object.fromEntries(metadata) };
}
