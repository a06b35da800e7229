import { Component, type ReactNode } from 'react';
import { Button } from '../components/Button';
import { Notice } from '../components/Notice';

/** Contains an error of one page, so that the rest of the app keeps working. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render() {
    if (!this.state.error) return this.props.children;
    return (
      <Notice tone="bad" title="Something went wrong on this page" actions={<Button onClick={() => window.location.reload()}>Reload</Button>}>
        {this.state.error.message} Your recording is saved in this browser. Reload the page to continue.
      </Notice>
    );
  }
}
