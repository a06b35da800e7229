import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { describeError } from '../../api/errors';
import { Dialog } from '../../components/Dialog';
import { formatDateTime } from '../../format/date';
import { useFeatures } from '../flags/useFeatures';
import { describeBrowser } from './describeBrowser';
import { getSessionInfo } from './getSessionInfo';
import styles from './SessionDialog.module.css';

/** The facts about this browser that are stored with a recording. */
export function SessionDialog({ onClose }: { onClose: () => void }) {
  const [browser] = useState(describeBrowser);
  const server = useQuery({ queryKey: ['session-info'], queryFn: ({ signal }) => getSessionInfo(signal) });
  const { liveStreaming } = useFeatures();
  const pending = server.error ? describeError(server.error).detail : 'Loading…';

  const rows: readonly (readonly [string, string])[] = [
    ['IP address', server.data?.ipAddress ?? pending],
    ['Server time', server.data ? formatDateTime(server.data.timestamp) : pending],
    ['Browser', `${browser.browserName} ${browser.browserVersion}`.trim()],
    ['System', `${browser.osName} ${browser.osVersion}`.trim()],
    ['Device', browser.deviceType],
    ['Screen', browser.screenResolution.replace('x', ' × ')],
    ['Time zone', `${browser.timezone} (UTC${formatOffset(browser.timezoneOffset)})`],
    ['Language', browser.language],
    ...(liveStreaming ? [['Live streaming', 'On'] as const] : []),
  ];

  return (
    <Dialog title="Session info" onClose={onClose}>
      <p className={styles.why}>This information is stored with each recording.</p>
      <dl className={styles.list}>
        {rows.map(([name, value]) => (
          <div key={name} className={styles.row}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

function formatOffset(minutes: number): string {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '−' : '+'}${String(Math.floor(size / 60)).padStart(2, '0')}:${String(size % 60).padStart(2, '0')}`;
}
