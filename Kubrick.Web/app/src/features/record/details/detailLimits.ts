/** The server's limits for the details of a recording. Lengths are in UTF-16 code units. */
export const maxNameLength = 200;
export const maxTitleLength = 200;
const maxKeys = 100;
const maxKeyLength = 256;
/** As JSON in UTF-8. */
const maxMetadataBytes = 64 * 1024;

/** A text that the server can store: cut to its length, without NUL and without halves of surrogate pairs. */
export function storableText(text: string, maxLength: number): string {
  return text.replaceAll('\0', '').slice(0, maxLength).replaceAll(/\p{Cs}/gu, '');
}

/** A name or title that the server can store; empty if nothing is left. */
export function storableLine(text: string, maxLength: number): string {
  return storableText(text.trim(), maxLength).trim();
}

/** Metadata that the server can store: as many fields as it takes, in their order. */
export function storableMetadata(metadata: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const fields = new Map<string, string>();
  let bytes = jsonBytes({});
  for (const [key, value] of Object.entries(metadata)) {
    const [name, text] = [storableText(key, maxKeyLength), storableText(value, maxMetadataBytes)];
    // Quotes are counted, and so are the colon and the comma.
    const added = jsonBytes(name) + jsonBytes(text) + 2;
    if (name === '' || fields.has(name) || fields.size >= maxKeys || bytes + added > maxMetadataBytes) continue;
    fields.set(name, text);
    bytes += added;
  }
  return Object.fromEntries(fields);
}

function jsonBytes(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}
