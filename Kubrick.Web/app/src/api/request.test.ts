import { describe, expect, it } from 'vitest';
import { errorDocument } from '../testing/FakeBackend';
import { withFakeBackend } from '../testing/withFakeBackend';
import { ApiError, ConnectionError, describeError, isAbort, isRetryable } from './errors';
import { request } from './request';

const backend = withFakeBackend();

async function failure(path = '/api/features', options = {}): Promise<unknown> {
  return await request(path, options).then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('a request', () => {
  it('reads an error document', async () => {
    const body = { errors: [...errorDocument(422, 'VALIDATION_ERROR', 'Too long.', '/data/attributes/title').errors, ...errorDocument(422, 'VALIDATION_ERROR', 'Missing.').errors] };
    backend.fault = () => ({ kind: 'response', status: 422, body });
    const error = await failure();

    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 422, code: 'VALIDATION_ERROR', message: 'Too long. Missing.', entries: [{ pointer: '/data/attributes/title' }, {}] });
    expect(describeError(error)).toEqual({ title: 'The request was rejected', detail: 'Too long. Missing.' });
    expect(isRetryable(error)).toBe(false);
  });

  it.each([undefined, Buffer.from('<html>Bad gateway</html>'), { errors: [] }, { errors: 'x' }, { errors: [null] }, []])('throws an ApiError for any other error response: %j', async body => {
    backend.fault = () => ({ kind: 'response', status: 502, body });
    const error = await failure();

    expect(error).toBeInstanceOf(ApiError);
    expect(isRetryable(error)).toBe(true);
    expect(describeError(error).title).not.toBe('');
  });

  it('reads Retry-After', async () => {
    backend.fault = () => ({ kind: 'response', status: 503, headers: { 'retry-after': '7' } });
    expect(await failure()).toMatchObject({ retryAfter: 7_000 });
  });

  it('throws a ConnectionError without a response', async () => {
    backend.fault = () => ({ kind: 'reset' });
    expect(await failure()).toBeInstanceOf(ConnectionError);
  });

  it('times out', async () => {
    backend.fault = () => ({ kind: 'silence' });
    expect(await failure('/api/features', { timeout: 50 })).toBeInstanceOf(ConnectionError);
  });

  it('throws a ConnectionError for a response that is not JSON', async () => {
    backend.fault = () => ({ kind: 'response', status: 200, body: Buffer.from('<html>') });
    expect(await failure()).toBeInstanceOf(ConnectionError);
  });

  it('throws an AbortError when aborted', async () => {
    backend.fault = () => ({ kind: 'silence' });
    const controller = new AbortController();
    const answer = failure('/api/features', { signal: controller.signal });
    controller.abort();
    expect(isAbort(await answer)).toBe(true);
  });
});
