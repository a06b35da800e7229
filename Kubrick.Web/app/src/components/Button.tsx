import type { ButtonHTMLAttributes } from 'react';
import styles from './Button.module.css';

type Kind = 'primary' | 'plain' | 'quiet' | 'danger';

/** A button; `primary` marks the main action of a page. */
export function Button({ kind = 'plain', className, ...rest }: ButtonHTMLAttributes<HTMLButtonElement> & { kind?: Kind }) {
  return <button type="button" className={[styles.button, styles[kind], className].filter(Boolean).join(' ')} {...rest} />;
}
