import { ErrorDetails, ErrorTypes } from 'hls.js/light';
import { describe, expect, it } from 'vitest';
import { Recovery } from './Recovery';

const network = (code?: number) => ({ type: ErrorTypes.NETWORK_ERROR, details: ErrorDetails.LEVEL_LOAD_ERROR, ...(code !== undefined && { response: { code, url: '', data: '' } }) });
const media = { type: ErrorTypes.MEDIA_ERROR, details: ErrorDetails.BUFFER_APPEND_ERROR };

describe('recovery', () => {
  it('polls a stream without media every second, without limit', () => {
    const recovery = new Recovery(() => 0);
    for (let second = 0; second < 1_000; second++) expect(recovery.remedyFor(network(503), 0)).toEqual({ kind: 'wait', delay: 1_000 });
  });

  it('retries network errors with growing delays, then gives up', () => {
    const recovery = new Recovery(() => 0);
    const delays = Array.from({ length: 11 }, () => recovery.remedyFor(network(), 0)).map(remedy => ('delay' in remedy ? remedy.delay : remedy.kind));
    expect(delays).toEqual([500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000, 8_000, 8_000, 8_000, 'give-up']);
    recovery.onLoaded();
    expect(recovery.remedyFor(network(502), 0)).toEqual({ kind: 'retry', delay: 500 });
  });

  it.each([400, 401, 403, 404, 410])('gives up at once on %i', code => expect(new Recovery().remedyFor(network(code), 0).kind).toBe('give-up'));

  it('retries client errors in the middle of a stream', () => {
    const recovery = new Recovery(() => 0);
    expect(recovery.remedyFor(network(400), 0, true).kind).toBe('retry');
    expect(recovery.remedyFor(network(404), 0, true).kind).toBe('give-up');
    expect(recovery.remedyFor({ ...network(404), details: ErrorDetails.FRAG_LOAD_ERROR }, 0, true).kind).toBe('retry');
  });

  it('resets the decoder up to three times a minute', () => {
    const recovery = new Recovery();
    const kinds = [0, 1_000, 2_000, 3_000].map(now => recovery.remedyFor(media, now).kind);
    expect(kinds).toEqual(['recover', 'recover', 'recover', 'give-up']);
    expect(recovery.remedyFor(media, 70_000).kind).toBe('recover');
  });

  it('gives up on unsupported codecs and unknown errors', () => {
    expect(new Recovery().remedyFor({ type: ErrorTypes.MEDIA_ERROR, details: ErrorDetails.MANIFEST_INCOMPATIBLE_CODECS_ERROR }, 0).kind).toBe('give-up');
    expect(new Recovery().remedyFor({ type: ErrorTypes.OTHER_ERROR, details: ErrorDetails.INTERNAL_EXCEPTION }, 0).kind).toBe('give-up');
  });
});
