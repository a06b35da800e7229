import type { ReactNode } from 'react';
import styles from './Notice.module.css';

type Tone = 'calm' | 'good' | 'warn' | 'bad';

interface NoticeProps {
  tone: Tone;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}

/** A message in a coloured box. Screen readers announce errors at once, other messages politely. */
export function Notice({ tone, title, children, actions }: NoticeProps) {
  return (
    <section className={[styles.notice, styles[tone]].join(' ')} role={tone === 'bad' ? 'alert' : 'status'}>
      <div>
        <strong className={styles.title}>{title}</strong>
        {children && <div className={styles.text}>{children}</div>}
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </section>
  );
}
