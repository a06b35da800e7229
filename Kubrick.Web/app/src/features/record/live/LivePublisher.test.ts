import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError, ConnectionError } from '../../../api/errors';
import { createPublisher, settle, streamId } from '../../../testing/publisherBed';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const start = { type: 'start', recordingId: streamId };

describe('a live stream', () => {
  it('sends every chunk in order once accepted, including earlier ones', async () => {
    const { socket, record, accept, phase } = await createPublisher();
    await record('one ');
    socket().open();
    await settle();
    expect(socket().messages).toEqual([start]);
    expect(socket().frames).toEqual([]);

    await accept();
    await record('two ');
    await record('three');
    expect(phase()).toBe('live');
    expect(socket().frames).toEqual(['one ', 'two ', 'three']);
  });

  it('splits chunks at the maximum frame size', async () => {
    const { socket, record, accept } = await createPublisher();
    await accept();
    await record('x'.repeat(1024 * 1024 + 10));
    expect(socket().frames.map(frame => frame.length)).toEqual([1024 * 1024, 10]);
  });

  it('sends stop after the last byte', async () => {
    const { live, socket, record, accept } = await createPublisher();
    await record('early');
    live.finish();
    await accept();
    expect(socket().frames).toEqual(['early']);
    expect(socket().messages).toEqual([start, { type: 'stop' }]);
  });

  it('closes at once when cancelled', async () => {
    const { live, socket, accept, sockets } = await createPublisher();
    await accept();
    live.cancel();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(socket().closedWith).toBe(1000);
    expect(sockets).toHaveLength(1);
  });
});

describe('a slow network', () => {
  it('leaves unsent bytes in the source, is reported, and is caught up with', async () => {
    const { live, source, socket, record, accept } = await createPublisher();
    const read = vi.spyOn(source, 'read');
    await accept();
    socket().isStuck = true;
    await record('a'.repeat(300_000));
    await record('b'.repeat(300_000));
    await vi.advanceTimersByTimeAsync(3_000);
    expect(socket().frames).toHaveLength(1);
    expect(read).toHaveBeenCalledOnce();
    expect(live.getSnapshot().isSlow).toBe(true);

    socket().isStuck = false;
    socket().bufferedAmount = 0;
    await vi.advanceTimersByTimeAsync(100);
    await settle();
    expect(socket().frames.map(frame => frame.length)).toEqual([300_000, 300_000]);
    expect(live.getSnapshot().isSlow).toBe(false);
  });
});

describe('a lost connection', () => {
  it('is resumed with the unsent bytes, and no byte is sent twice', async () => {
    const { live, source, socket, record, accept, phase, stopped } = await createPublisher({ getRecording: () => Promise.resolve({ status: 'ready', fileBytes: 9 }) });
    await accept();
    await record('one');
    socket().drop();
    expect(phase()).toBe('reconnecting');
    await record('two');

    await vi.advanceTimersByTimeAsync(500);
    await accept();
    expect(socket().messages[0]).toEqual({ ...start, resume: true });
    await record('end');
    expect(socket(0).frames).toEqual(['one']);
    expect(socket(1).frames).toEqual(['two', 'end']);

    live.finish();
    await settle();
    await stopped();
    expect(source.bytes).toBe(9);
    expect(live.getSnapshot()).toMatchObject({ phase: 'ended', isComplete: true });
  });

  it('makes the stream incomplete if the server has fewer bytes', async () => {
    const { live, socket, record, accept, stopped } = await createPublisher({ getRecording: () => Promise.resolve({ status: 'ready', fileBytes: 3 }) });
    await accept();
    await record('one');
    await record('two');
    socket().drop();
    await vi.advanceTimersByTimeAsync(500);
    await accept();
    live.finish();
    await settle();
    await stopped();
    expect(live.getSnapshot()).toMatchObject({ phase: 'ended', isComplete: false });
  });

  it('is retried with growing delays until the grace period expires', async () => {
    const { socket, sockets, accept, phase, live } = await createPublisher();
    await accept();
    const lostAt = Date.now();
    const attempts: number[] = [];
    socket().drop();
    while (phase() !== 'failed' && attempts.length < 20) {
      const before = sockets.length;
      await vi.advanceTimersToNextTimerAsync();
      if (sockets.length === before) continue;
      attempts.push(Date.now() - lostAt);
      socket().drop();
    }
    expect(attempts).toEqual([500, 1_500, 3_500, 7_500, 15_500, 23_500, 30_000]);
    expect(live.getSnapshot()).toMatchObject({ phase: 'failed', problem: { title: 'Live stream disconnected' } });
  });

  it('is detected when the server does not respond', async () => {
    const { socket, sockets, accept } = await createPublisher();
    await accept();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(socket().messages.at(-1)).toEqual({ type: 'ping' });
    socket().receive({ type: 'pong', timestamp: 1 });
    await vi.advanceTimersByTimeAsync(10_000);
    // One late pong is tolerated.
    await vi.advanceTimersByTimeAsync(10_500);
    expect(sockets).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sockets).toHaveLength(2);
    // Code 1000 would end the stream.
    expect(socket(0).closedWith).toBe(4000);
  });

  it('is not assumed while the server reads slowly, or pauses for less than a minute', async () => {
    const { socket, sockets, record, accept } = await createPublisher();
    await accept();
    socket().isStuck = true;
    await record('a'.repeat(300_000));
    for (let taken = 0; taken < 3; taken++) {
      await vi.advanceTimersByTimeAsync(55_000);
      socket().bufferedAmount -= 1_000;
    }
    await vi.advanceTimersByTimeAsync(55_000);
    expect(sockets).toHaveLength(1);
  });

  it('is assumed after a minute without traffic while bytes are buffered', async () => {
    const { socket, sockets, record, accept } = await createPublisher();
    await accept();
    socket().isStuck = true;
    await record('a'.repeat(300_000));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sockets).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(10_500);
    expect(sockets).toHaveLength(2);
    expect(socket(0).closedWith).toBe(4000);
  });

  it('is assumed when the server does not accept the stream in time', async () => {
    const { socket, sockets } = await createPublisher();
    socket().open();
    await vi.advanceTimersByTimeAsync(10_500);
    expect(sockets).toHaveLength(2);
  });

  it('repeats stop on the next connection', async () => {
    const { live, socket, record, accept, phase } = await createPublisher();
    await accept();
    await record('all');
    live.finish();
    await settle();
    socket().drop();
    expect(phase()).toBe('stopping');
    await vi.advanceTimersByTimeAsync(500);
    await accept();
    expect(socket().messages).toEqual([{ ...start, resume: true }, { type: 'stop' }]);
  });

  it('does no harm if the stream has ended and is complete', async () => {
    const getRecording = vi.fn().mockResolvedValueOnce({ status: 'recording' }).mockResolvedValue({ status: 'ready', fileBytes: 3 });
    const { live, socket, record, accept } = await createPublisher({ getRecording });
    await accept();
    await record('all');
    live.finish();
    await settle();
    socket().drop();
    await vi.advanceTimersByTimeAsync(500);
    socket().open();
    socket().receive({ type: 'error', code: 'CONFLICT', error: 'The stream has ended.' });
    await vi.advanceTimersByTimeAsync(1_100);
    expect(live.getSnapshot()).toMatchObject({ phase: 'ended', isComplete: true });
  });
});

describe('a stream that fails', () => {
  it.each([
    [4403, 'Live streaming is turned off'],
    [4409, 'Another tab or device took over the stream'],
    [1009, 'The server rejected the stream'],
  ])('is not resumed after close code %i', async (code, title) => {
    const { live, socket, sockets, accept } = await createPublisher();
    await accept();
    socket().drop(code);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(live.getSnapshot()).toMatchObject({ phase: 'failed', problem: { title } });
    expect(sockets).toHaveLength(1);
  });

  it.each(['CONFLICT', 'NOT_FOUND', 'INVALID_MEDIA'])('reports the server’s message for %s', async code => {
    const { live, socket } = await createPublisher();
    socket().open();
    socket().receive({ type: 'error', code, error: 'It cannot be.' });
    await settle();
    expect(live.getSnapshot()).toMatchObject({ phase: 'failed', problem: { detail: 'It cannot be.' } });
  });

  it('retries temporary errors, and ignores errors while live', async () => {
    const { socket, sockets, accept, phase } = await createPublisher();
    socket().open();
    socket().receive({ type: 'error', code: 'SERVER_ERROR', error: 'The broker is unavailable.' });
    await vi.advanceTimersByTimeAsync(500);
    expect(sockets).toHaveLength(2);
    await accept();
    socket().receive({ type: 'error', code: 'UNKNOWN_MESSAGE', error: 'What?' });
    expect(phase()).toBe('live');
  });

  it('retries to create the recording while offline, within the grace period', async () => {
    const createRecording = vi.fn().mockRejectedValueOnce(new ConnectionError()).mockResolvedValue(streamId);
    const { sockets } = await createPublisher({ createRecording });
    expect(sockets).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(600);
    expect(sockets).toHaveLength(1);

    const offline = await createPublisher({ createRecording: () => Promise.reject(new ConnectionError()) });
    await vi.advanceTimersByTimeAsync(31_000);
    expect(offline.live.getSnapshot()).toMatchObject({ phase: 'failed', problem: { title: 'No connection' } });
  });

  it('does not retry to create a recording that the server rejects', async () => {
    const createRecording = vi.fn().mockRejectedValue(new ApiError(403, [{ status: '403', code: 'FORBIDDEN', title: 'No', detail: 'You may not.' }]));
    const { live } = await createPublisher({ createRecording });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(createRecording).toHaveBeenCalledOnce();
    expect(live.getSnapshot()).toMatchObject({ phase: 'failed', problem: { detail: 'You may not.' } });
  });

  it('fails if the server could not process it, even if everything was sent', async () => {
    const { live, record, accept, stopped } = await createPublisher();
    await accept();
    await record('all');
    live.finish();
    await settle();
    await stopped('error');
    expect(live.getSnapshot().phase).toBe('failed');
  });
});
