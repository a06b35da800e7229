/** The recorder. */
export function RecordPage(_: { visible: boolean; onOpenLibrary: () => void }) {
  return <h2>Record</h2>;
}
