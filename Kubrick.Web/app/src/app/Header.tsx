import { type KeyboardEvent, useState } from 'react';
import { UploadIndicator } from '../features/record/uploads/UploadIndicator';
import { SessionDialog } from '../features/session/SessionDialog';
import styles from './Header.module.css';
import type { Tab } from './tabs';

const labels: Readonly<Record<Tab, string>> = { record: 'Record', library: 'Library', streams: 'Streams' };

/** The app's name, the tabs (with arrow key navigation), the state of the uploads and the session dialog. */
export function Header({ tabs, tab, onOpen }: { tabs: readonly Tab[]; tab: Tab; onOpen: (tab: Tab) => void }) {
  const [sessionOpen, setSessionOpen] = useState(false);

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
    if (!next) return;
    onOpen(next);
    document.getElementById(`tab-${next}`)?.focus();
  }

  return (
    <header className={styles.header}>
      <div className={styles.inner}>
        <h1 className={styles.name}>
          <span className={styles.mark} aria-hidden="true" />
          <span className={styles.word}>Kubrick</span>
        </h1>
        <div className={styles.tabs} role="tablist" aria-label="Pages">
          {tabs.map(id => (
            <button
              key={id}
              id={`tab-${id}`}
              type="button"
              role="tab"
              className={styles.tab}
              aria-selected={tab === id}
              aria-controls={`panel-${id}`}
              tabIndex={tab === id ? 0 : -1}
              onClick={() => onOpen(id)}
              onKeyDown={onKeyDown}
            >
              {labels[id]}
            </button>
          ))}
        </div>
        <UploadIndicator onOpen={() => onOpen('record')} />
        <button type="button" className={styles.session} onClick={() => setSessionOpen(true)} aria-label="Session info">
          <span aria-hidden="true">i</span>
        </button>
      </div>
      {sessionOpen && <SessionDialog onClose={() => setSessionOpen(false)} />}
    </header>
  );
}
