/** The interview's details in the page's address. */
export interface InterviewParameters {
  readonly recorderName: string | null;
  readonly metadata: Readonly<Record<string, string>>;
}

const nameKeys = ['recorderName', 'name'];

/** Reads the query: `recorderName` (or `name`) is the user's name, every other parameter is metadata. Values of a repeated parameter are joined. */
export function readInterviewParameters(search: string): InterviewParameters {
  const parameters = new URLSearchParams(search);
  const recorderName = nameKeys.map(key => parameters.get(key)?.trim()).find(value => value) ?? null;
  const metadata = new Map<string, string>();
  for (const key of new Set(parameters.keys())) {
    if (key === '' || nameKeys.includes(key)) continue;
    metadata.set(key, parameters.getAll(key).join(', '));
  }
  return { recorderName, metadata: Object.fromEntries(metadata) };
}
