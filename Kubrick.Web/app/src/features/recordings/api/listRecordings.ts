import { request } from '../../../api/request';
import { fromResource, type Recording, type RecordingResource, type RecordingStatus } from './recording';

export const sortOrders = ['-createdAt', 'createdAt', 'title', '-title', 'recorderName', '-duration', '-fileBytes'] as const;
export type SortOrder = (typeof sortOrders)[number];

export interface ListQuery {
  readonly recorderName: string;
  readonly status: RecordingStatus | '';
  readonly sort: SortOrder;
  readonly page: number;
  readonly pageSize: number;
}

export interface RecordingsPage {
  readonly recordings: readonly Recording[];
  readonly totalCount: number;
  readonly hasPrevious: boolean;
  readonly hasNext: boolean;
}

interface Response {
  data: RecordingResource[];
  meta: { totalCount: number };
  links: { prev?: string | null; next?: string | null };
}

export function listAddress({ recorderName, status, sort, page, pageSize }: ListQuery): string {
  const parameters = new URLSearchParams({ sort, 'page[number]': String(page), 'page[size]': String(pageSize) });
  if (recorderName.trim() !== '') parameters.set('filter[recorderName]', recorderName.trim());
  if (status !== '') parameters.set('filter[status]', status);
  return `/api/recordings?${parameters.toString()}`;
}

/** GET /api/recordings */
export async function listRecordings(query: ListQuery, signal?: AbortSignal): Promise<RecordingsPage> {
  const { data, meta, links } = await request<Response>(listAddress(query), { signal });
  return { recordings: data.map(fromResource), totalCount: meta.totalCount, hasPrevious: Boolean(links.prev), hasNext: Boolean(links.next) };
}
