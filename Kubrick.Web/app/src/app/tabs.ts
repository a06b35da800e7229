import { useCallback, useSyncExternalStore } from 'react';

export type Tab = 'record' | 'library' | 'streams';

/** The tab of a path; every unknown path is the recorder. */
export function tabOf(pathname: string): Tab {
  const [, first] = pathname.split('/');
  return first === 'library' || first === 'streams' ? first : 'record';
}

/** The path of a tab. The query is kept: it contains the interview's name and metadata. */
export function addressOf(tab: Tab, search: string): string {
  return `/${tab}${search}`;
}

function subscribe(onChange: () => void) {
  window.addEventListener('popstate', onChange);
  return () => window.removeEventListener('popstate', onChange);
}

/** The open tab, which is stored in the address, and a function that opens another one. */
export function useTab(): [Tab, (tab: Tab) => void] {
  const tab = useSyncExternalStore(subscribe, () => tabOf(window.location.pathname));
  const open = useCallback((next: Tab) => {
    if (next === tabOf(window.location.pathname)) return;
    window.history.pushState(null, '', addressOf(next, window.location.search));
    window.dispatchEvent(new PopStateEvent('popstate'));
  }, []);
  return [tab, open];
}
