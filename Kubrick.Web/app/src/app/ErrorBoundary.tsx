import { Component, type ReactNode } from 'react';
import { Button } from '../components/Button';
import { Notice } from '../components/Notice';

/** Keeps a fault of one page from taking the rest away. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render() {
    if (!this.state.error) return this.props.children;
    return (
      <Notice tone="bad" title="This page stopped working" actions={<Button onClick={() => window.location.reload()}>Reload</Button>}>
        {this.state.error.message} What was recorded is kept in this browser and offered again after a reload.
      </Notice>
    );
  }
}
