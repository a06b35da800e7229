import { cleanup, configure } from '@testing-library/react';
import { afterEach } from 'vitest';

afterEach(cleanup);

// A deadline for machines that are busy with other things; what comes sooner is seen sooner.
configure({ asyncUtilTimeout: 20_000 });

// jsdom has the dialog element without its behaviour.
Object.assign(HTMLDialogElement.prototype, {
  showModal(this: HTMLDialogElement) {
    this.open = true;
  },
  close(this: HTMLDialogElement) {
    this.open = false;
  },
});
