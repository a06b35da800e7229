import { SelectField, TextField } from '../../components/Field';
import styles from './Filters.module.css';
import { type Choices, type LibraryView, sortLabels, statusLabels } from './libraryView';

/** The filters by name and status, and the sort order. Every change returns to the first page. */
export function Filters({ view, onView }: { view: LibraryView; onView: (view: LibraryView) => void }) {
  const change = (changes: Partial<LibraryView>) => onView({ ...view, ...changes, page: 1 });
  return (
    <div className={styles.filters} role="search">
      <TextField
        label="Recorder"
        type="search"
        placeholder="Any name"
        maxLength={200}
        value={view.recorderName}
        onChange={event => change({ recorderName: event.target.value })}
      />
      <SelectField label="Show" value={view.status} onChange={event => change({ status: pick(statusLabels, event.target.value) })}>
        {options(statusLabels)}
      </SelectField>
      <SelectField label="Sort" value={view.sort} onChange={event => change({ sort: pick(sortLabels, event.target.value) })}>
        {options(sortLabels)}
      </SelectField>
    </div>
  );
}

function options(choices: readonly (readonly [string, string])[]) {
  return choices.map(([value, label]) => (
    <option key={value} value={value}>
      {label}
    </option>
  ));
}

function pick<T extends string>(choices: Choices<T>, value: string): T {
  return (choices.find(([choice]) => choice === value) ?? choices[0])[0];
}
