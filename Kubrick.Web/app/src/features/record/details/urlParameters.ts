import { maxNameLength, storableLine, storableMetadata } from './detailLimits';

/** The interview's details in the page's address. */
export interface InterviewParameters {
  readonly recorderName: string | null;
  readonly metadata: Readonly<Record<string, string>>;
}

const nameKeys = ['recorderName', 'name'];

/** Reads the query: `recorderName` (or `name`) is the user's name, every other parameter is metadata. Values of a repeated parameter are joined. What the server could not store is left out. */
export function readInterviewParameters(search: string): InterviewParameters {
  const parameters = new URLSearchParams(search);
  const recorderName = nameKeys.map(key => storableLine(parameters.get(key) ?? '', maxNameLength)).find(value => value) ?? null;
  const metadata = new Map<string, string>();
  for (const key of new Set(parameters.keys())) {
    if (key === '' || nameKeys.includes(key)) continue;
    metadata.set(key, parameters.getAll(key).join(', '));
  }
  return { recorderName, metadata: storableMetadata(Object.fromEntries(metadata)) };
}
