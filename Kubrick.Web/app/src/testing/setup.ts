import { cleanup, configure } from '@testing-library/react';
import { afterEach } from 'vitest';

afterEach(cleanup);

// A deadline for slow machines; faster ones do not wait for it.
configure({ asyncUtilTimeout: 20_000 });

// jsdom does not implement the methods of dialog.
Object.assign(HTMLDialogElement.prototype, {
  showModal(this: HTMLDialogElement) {
    this.open = true;
  },
  close(this: HTMLDialogElement) {
    this.open = false;
  },
});
