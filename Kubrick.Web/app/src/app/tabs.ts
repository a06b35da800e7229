import { useCallback, useSyncExternalStore } from 'react';

export type Tab = 'record' | 'library' | 'streams';

/** Which tab an address means; every address that is no other tab's is the recorder's. */
export function tabOf(pathname: string): Tab {
  const [, first] = pathname.split('/');
  return first === 'library' || first === 'streams' ? first : 'record';
}

/** The tab's address. The query stays: it carries the interview's name and metadata. */
export function addressOf(tab: Tab, search: string): string {
  return `/${tab}${search}`;
}

function subscribe(onChange: () => void) {
  window.addEventListener('popstate', onChange);
  return () => window.removeEventListener('popstate', onChange);
}

/** The open tab, kept in the address, and a way to open another. */
export function useTab(): [Tab, (tab: Tab) => void] {
  const tab = useSyncExternalStore(subscribe, () => tabOf(window.location.pathname));
  const open = useCallback((next: Tab) => {
    if (next === tabOf(window.location.pathname)) return;
    window.history.pushState(null, '', addressOf(next, window.location.search));
    window.dispatchEvent(new PopStateEvent('popstate'));
  }, []);
  return [tab, open];
}
