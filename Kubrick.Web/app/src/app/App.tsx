import { QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { LibraryPage } from '../features/library/LibraryPage';
import { firstView } from '../features/library/libraryView';
import { RecordPage } from '../features/record/RecordPage';
import styles from './App.module.css';
import { ErrorBoundary } from './ErrorBoundary';
import { Header } from './Header';
import { createQueryClient } from './queryClient';
import { useTab } from './tabs';

/** The whole app: a header with two tabs, and the tab's page. */
export function App() {
  const [queryClient] = useState(createQueryClient);
  const [tab, openTab] = useTab();
  const [view, setView] = useState(firstView);

  return (
    <QueryClientProvider client={queryClient}>
      <ErrorBoundary>
        <Header tab={tab} onOpen={openTab} />
        <main className={styles.main}>
          {/* The record page stays mounted: looking into the library never interrupts a recording or an upload. */}
          <div role="tabpanel" id="panel-record" aria-labelledby="tab-record" hidden={tab !== 'record'}>
            <ErrorBoundary>
              <RecordPage visible={tab === 'record'} onOpenLibrary={() => openTab('library')} />
            </ErrorBoundary>
          </div>
          <div role="tabpanel" id="panel-library" aria-labelledby="tab-library" hidden={tab !== 'library'}>
            <ErrorBoundary>{tab === 'library' && <LibraryPage view={view} onView={setView} onRecord={() => openTab('record')} />}</ErrorBoundary>
          </div>
        </main>
      </ErrorBoundary>
    </QueryClientProvider>
  );
}
