import type { ListQuery, SortOrder } from '../recordings/api/listRecordings';

/** The selected filters, sort order and page. App keeps them while other tabs are open. */
export type LibraryView = Omit<ListQuery, 'pageSize'>;

/** The options of a select field with their labels; the first is the default. */
export type Choices<T> = readonly [readonly [T, string], ...(readonly [T, string])[]];

export const firstView: LibraryView = { recorderName: '', status: '', sort: '-createdAt', page: 1 };

export const sortLabels: Choices<SortOrder> = [
  ['-createdAt', 'Newest first'],
  ['createdAt', 'Oldest first'],
  ['title', 'Title A–Z'],
  ['-title', 'Title Z–A'],
  ['recorderName', 'Name A–Z'],
  ['-duration', 'Longest first'],
  ['-fileBytes', 'Largest first'],
];

export const statusLabels: Choices<LibraryView['status']> = [
  ['', 'Not archived'],
  ['ready', 'Ready'],
  ['uploading', 'Uploading'],
  ['processing', 'Processing'],
  ['error', 'Failed'],
  ['archived', 'Archived'],
];
