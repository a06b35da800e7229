import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { createQueryClient } from '../api/queryClient';
import { useFeatures } from '../features/flags/useFeatures';
import { LibraryPage } from '../features/library/LibraryPage';
import { firstView } from '../features/library/libraryView';
import { RecordPage } from '../features/record/RecordPage';
import { browserUploads, UploadManager } from '../features/record/uploads/UploadManager';
import { UploadsContext } from '../features/record/uploads/UploadsContext';
import { StreamsPage } from '../features/streams/StreamsPage';
import styles from './App.module.css';
import { ErrorBoundary } from './ErrorBoundary';
import { Header } from './Header';
import { type Tab, useTab } from './tabs';

const tabsWithoutLive: readonly Tab[] = ['record', 'library'];
const allTabs: readonly Tab[] = [...tabsWithoutLive, 'streams'];

/** The app: a header with tabs, and the page of the open tab. */
export function App() {
  const [queryClient] = useState(createQueryClient);
  const [uploads] = useState(() => createUploads(queryClient));
  useEffect(() => uploads.start(), [uploads]);
  return (
    <QueryClientProvider client={queryClient}>
      <UploadsContext value={uploads}>
        <Pages />
      </UploadsContext>
    </QueryClientProvider>
  );
}

function createUploads(queryClient: QueryClient): UploadManager {
  return new UploadManager({ ...browserUploads, onRecordingsChanged: () => void queryClient.invalidateQueries({ queryKey: ['recordings'] }) });
}

function Pages() {
  const [requestedTab, openTab] = useTab();
  const { liveStreaming } = useFeatures();
  const [view, setView] = useState(firstView);
  const tabs = liveStreaming ? allTabs : tabsWithoutLive;
  const tab = tabs.includes(requestedTab) ? requestedTab : 'record';

  return (
    <ErrorBoundary>
      <Header tabs={tabs} tab={tab} onOpen={openTab} />
      <main className={styles.main}>
        {/* The record page stays mounted, so that opening another tab does not interrupt a recording or an upload. */}
        <div role="tabpanel" id="panel-record" aria-labelledby="tab-record" hidden={tab !== 'record'}>
          <ErrorBoundary>
            <RecordPage visible={tab === 'record'} onOpenLibrary={() => openTab('library')} />
          </ErrorBoundary>
        </div>
        <div role="tabpanel" id="panel-library" aria-labelledby="tab-library" hidden={tab !== 'library'}>
          <ErrorBoundary>{tab === 'library' && <LibraryPage view={view} onView={setView} onRecord={() => openTab('record')} />}</ErrorBoundary>
        </div>
        {liveStreaming && (
          <div role="tabpanel" id="panel-streams" aria-labelledby="tab-streams" hidden={tab !== 'streams'}>
            <ErrorBoundary>{tab === 'streams' && <StreamsPage />}</ErrorBoundary>
          </div>
        )}
      </main>
    </ErrorBoundary>
  );
}
