/** The library. */
export function LibraryPage(_: { onRecord: () => void }) {
  return <h2>Library</h2>;
}
