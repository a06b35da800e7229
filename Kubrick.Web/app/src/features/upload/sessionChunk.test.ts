import { beforeEach, describe, expect, it, vi } from 'vitest';
import { put, type PutOptions, type PutResponse } from './put';
import { putChunk, queryPosition } from './sessionChunk';
import { StorageError } from './StorageError';

vi.mock('./put');

const url = 'https://storage.example.org/session';
const options = { signal: new AbortController().signal, stallTimeout: 1000 };
const chunk = new Blob([new Uint8Array(100)]);

let sent: { body: Blob; options: PutOptions }[] = [];

function respond(status: number, range: string | null = null, text = '') {
  vi.mocked(put).mockImplementation((_, body, given): Promise<PutResponse> => {
    sent.push({ body, options: given });
    return Promise.resolve({ status, range, etag: null, text });
  });
}

const headers = () => sent.map(request => request.options.headers);

beforeEach(() => (sent = []));

describe('a chunk of a session', () => {
  it('names its bytes and the total, and is stored up to the range of the response', async () => {
    respond(308, 'bytes=0-299');
    expect(await putChunk(url, chunk, 200, 1000, options)).toEqual({ bytes: 300, isComplete: false });
    expect(headers()).toEqual([{ 'content-range': 'bytes 200-299/1000' }]);
    expect(sent[0]?.body).toBe(chunk);
  });

  it('has an unknown total while the file grows', async () => {
    respond(308, 'bytes=0-99');
    await putChunk(url, chunk, 0, null, options);
    expect(headers()).toEqual([{ 'content-range': 'bytes 0-99/*' }]);
  });

  it('may be stored in part, or not at all', async () => {
    respond(308, 'bytes=0-49');
    expect(await putChunk(url, chunk, 0, 1000, options)).toEqual({ bytes: 50, isComplete: false });
    respond(308);
    expect(await putChunk(url, chunk, 0, 1000, options)).toEqual({ bytes: 0, isComplete: false });
  });

  it.each([200, 201])('completes the file with status %i', async status => {
    respond(status);
    expect(await putChunk(url, chunk, 900, 1000, options)).toEqual({ bytes: 1000, isComplete: true });
  });

  it('is complete with the size that the storage reports', async () => {
    respond(200, null, JSON.stringify({ kind: 'storage#object', size: '300' }));
    expect(await putChunk(url, chunk, 900, 1000, options)).toEqual({ bytes: 300, isComplete: true });
    expect(await queryPosition(url, 1000, options)).toEqual({ bytes: 300, isComplete: true });
  });

  it.each(['<html></html>', '{}', 'null', '{"size":300}', '{"size":"-1"}', '{"size":"9999999999999999999"}'])('is complete with the total where the storage reports no size: %s', async text => {
    respond(200, null, text);
    expect(await putChunk(url, chunk, 900, 1000, options)).toEqual({ bytes: 1000, isComplete: true });
  });

  it.each([404, 410, 499])('reports status %i as a lost session', async status => {
    respond(status);
    await expect(putChunk(url, chunk, 0, 1000, options)).rejects.toSatisfy(error => error instanceof StorageError && error.isSessionLost && !error.isRetryable);
  });

  it.each([429, 500, 503])('reports status %i as temporary', async status => {
    respond(status);
    await expect(putChunk(url, chunk, 0, 1000, options)).rejects.toSatisfy(error => error instanceof StorageError && error.isRetryable);
  });

  it('rejects a range that does not start at 0', async () => {
    respond(308, 'bytes=5-9');
    await expect(putChunk(url, chunk, 0, 1000, options)).rejects.toThrow('invalid Range header');
  });
});

describe('the position of a session', () => {
  it('is queried with an empty body', async () => {
    respond(308, 'bytes=0-499');
    expect(await queryPosition(url, 1000, options)).toEqual({ bytes: 500, isComplete: false });
    expect(headers()).toEqual([{ 'content-range': 'bytes */1000' }]);
    expect(sent[0]?.body.size).toBe(0);
  });

  it('is the end after a lost answer to the last chunk', async () => {
    respond(200);
    expect(await queryPosition(url, 1000, options)).toEqual({ bytes: 1000, isComplete: true });
  });
});
