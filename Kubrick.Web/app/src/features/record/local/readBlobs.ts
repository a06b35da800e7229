/** Reads the bytes from `start` to `end` (exclusive) of the concatenated pieces. */
export async function readBlobs(pieces: readonly Blob[], start: number, end: number): Promise<ArrayBuffer> {
  const wanted: Blob[] = [];
  let position = 0;
  for (const piece of pieces) {
    if (position >= end) break;
    if (position + piece.size > start) wanted.push(piece.slice(Math.max(0, start - position), end - position));
    position += piece.size;
  }
  return await new Blob(wanted).arrayBuffer();
}
