import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError, ConnectionError } from '../../../api/errors';
import { makePublisher, settle, streamId } from '../../../testing/publisherBed';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const start = { type: 'start', recordingId: streamId };

describe('a live stream', () => {
  it('sends every chunk in order once the server took it, also those from before', async () => {
    const { socket, give, accept, phase } = await makePublisher();
    await give('one ');
    socket().open();
    await settle();
    expect(socket().messages).toEqual([start]);
    expect(socket().frames).toEqual([]);

    await accept();
    await give('two ');
    await give('three');
    expect(phase()).toBe('live');
    expect(socket().frames).toEqual(['one ', 'two ', 'three']);
  });

  it('cuts what is larger than a frame', async () => {
    const { socket, give, accept } = await makePublisher();
    await accept();
    await give('x'.repeat(1024 * 1024 + 10));
    expect(socket().frames.map(frame => frame.length)).toEqual([1024 * 1024, 10]);
  });

  it('stops only after the last byte', async () => {
    const { live, socket, give, accept } = await makePublisher();
    await give('early');
    live.finish();
    await accept();
    expect(socket().frames).toEqual(['early']);
    expect(socket().messages).toEqual([start, { type: 'stop' }]);
  });

  it('leaves at once when it is cancelled', async () => {
    const { live, socket, accept, sockets } = await makePublisher();
    await accept();
    live.cancel();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(socket().closedWith).toBe(1000);
    expect(sockets).toHaveLength(1);
  });
});

describe('a slow network', () => {
  it('leaves the bytes where they are kept, says so, and catches up', async () => {
    const { live, source, socket, give, accept } = await makePublisher();
    const read = vi.spyOn(source, 'read');
    await accept();
    socket().isStuck = true;
    await give('a'.repeat(300_000));
    await give('b'.repeat(300_000));
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
  it('is taken up again with what was not sent yet, and nothing twice', async () => {
    const { live, source, socket, give, accept, phase, stopped } = await makePublisher({ getRecording: () => Promise.resolve({ status: 'ready', fileBytes: 9 }) });
    await accept();
    await give('one');
    socket().drop();
    expect(phase()).toBe('reconnecting');
    await give('two');

    await vi.advanceTimersByTimeAsync(500);
    await accept();
    expect(socket().messages[0]).toEqual({ ...start, resume: true });
    await give('end');
    expect(socket(0).frames).toEqual(['one']);
    expect(socket(1).frames).toEqual(['two', 'end']);

    live.finish();
    await settle();
    await stopped();
    expect(source.bytes).toBe(9);
    expect(live.getSnapshot()).toMatchObject({ phase: 'ended', isComplete: true });
  });

  it('is known to have cost bytes when the server counted fewer', async () => {
    const { live, socket, give, accept, stopped } = await makePublisher({ getRecording: () => Promise.resolve({ status: 'ready', fileBytes: 3 }) });
    await accept();
    await give('one');
    await give('two');
    socket().drop();
    await vi.advanceTimersByTimeAsync(500);
    await accept();
    live.finish();
    await settle();
    await stopped();
    expect(live.getSnapshot()).toMatchObject({ phase: 'ended', isComplete: false });
  });

  it('is tried again after longer and longer waits, until the grace period is over', async () => {
    const { socket, sockets, accept, phase, live } = await makePublisher();
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
    expect(live.getSnapshot()).toMatchObject({ phase: 'failed', problem: { title: 'The live stream lost its connection' } });
  });

  it('counts a server that answers nothing as lost', async () => {
    const { socket, sockets, accept } = await makePublisher();
    await accept();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(socket().messages.at(-1)).toEqual({ type: 'ping' });
    socket().say({ type: 'pong', timestamp: 1 });
    await vi.advanceTimersByTimeAsync(10_000);
    // One ping may be answered late.
    await vi.advanceTimersByTimeAsync(10_500);
    expect(sockets).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sockets).toHaveLength(2);
    // Not 1000, which would end the stream.
    expect(socket(0).closedWith).toBe(4000);
  });

  it('is not given up while the server reads, however slowly, or rests for less than a minute', async () => {
    const { socket, sockets, give, accept } = await makePublisher();
    await accept();
    socket().isStuck = true;
    await give('a'.repeat(300_000));
    for (let taken = 0; taken < 3; taken++) {
      await vi.advanceTimersByTimeAsync(55_000);
      socket().bufferedAmount -= 1_000;
    }
    await vi.advanceTimersByTimeAsync(55_000);
    expect(sockets).toHaveLength(1);
  });

  it('is given up when bytes wait and nothing comes or goes for a minute', async () => {
    const { socket, sockets, give, accept } = await makePublisher();
    await accept();
    socket().isStuck = true;
    await give('a'.repeat(300_000));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sockets).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(10_500);
    expect(sockets).toHaveLength(2);
    expect(socket(0).closedWith).toBe(4000);
  });

  it('is given up when the server does not take the stream in time', async () => {
    const { socket, sockets } = await makePublisher();
    socket().open();
    await vi.advanceTimersByTimeAsync(10_500);
    expect(sockets).toHaveLength(2);
  });

  it('says stop again on the next connection', async () => {
    const { live, socket, give, accept, phase } = await makePublisher();
    await accept();
    await give('all');
    live.finish();
    await settle();
    socket().drop();
    expect(phase()).toBe('stopping');
    await vi.advanceTimersByTimeAsync(500);
    await accept();
    expect(socket().messages).toEqual([{ ...start, resume: true }, { type: 'stop' }]);
  });

  it('is no loss when the stream turns out to be over and whole', async () => {
    const getRecording = vi.fn().mockResolvedValueOnce({ status: 'recording' }).mockResolvedValue({ status: 'ready', fileBytes: 3 });
    const { live, socket, give, accept } = await makePublisher({ getRecording });
    await accept();
    await give('all');
    live.finish();
    await settle();
    socket().drop();
    await vi.advanceTimersByTimeAsync(500);
    socket().open();
    socket().say({ type: 'error', code: 'CONFLICT', error: 'The stream is over.' });
    await vi.advanceTimersByTimeAsync(1_100);
    expect(live.getSnapshot()).toMatchObject({ phase: 'ended', isComplete: true });
  });
});

describe('a stream that fails', () => {
  it.each([
    [4403, 'Live streaming is turned off'],
    [4409, 'Another tab or device took the stream over'],
    [1009, 'The server refused the stream'],
  ])('is not taken up again after a close with %i', async (code, title) => {
    const { live, socket, sockets, accept } = await makePublisher();
    await accept();
    socket().drop(code);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(live.getSnapshot()).toMatchObject({ phase: 'failed', problem: { title } });
    expect(sockets).toHaveLength(1);
  });

  it.each(['CONFLICT', 'NOT_FOUND', 'INVALID_MEDIA'])('says what the server said with %s', async code => {
    const { live, socket } = await makePublisher();
    socket().open();
    socket().say({ type: 'error', code, error: 'It cannot be.' });
    await settle();
    expect(live.getSnapshot()).toMatchObject({ phase: 'failed', problem: { detail: 'It cannot be.' } });
  });

  it('tries again where the server is only busy, and lets errors pass while it is live', async () => {
    const { socket, sockets, accept, phase } = await makePublisher();
    socket().open();
    socket().say({ type: 'error', code: 'SERVER_ERROR', error: 'The broker is away.' });
    await vi.advanceTimersByTimeAsync(500);
    expect(sockets).toHaveLength(2);
    await accept();
    socket().say({ type: 'error', code: 'UNKNOWN_MESSAGE', error: 'What?' });
    expect(phase()).toBe('live');
  });

  it('keeps trying to make the recording while there is no network, and no longer than the grace period', async () => {
    const createRecording = vi.fn().mockRejectedValueOnce(new ConnectionError()).mockResolvedValue(streamId);
    const { sockets } = await makePublisher({ createRecording });
    expect(sockets).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(600);
    expect(sockets).toHaveLength(1);

    const offline = await makePublisher({ createRecording: () => Promise.reject(new ConnectionError()) });
    await vi.advanceTimersByTimeAsync(31_000);
    expect(offline.live.getSnapshot()).toMatchObject({ phase: 'failed', problem: { title: 'No connection' } });
  });

  it('does not ask twice for a recording that the server refuses', async () => {
    const createRecording = vi.fn().mockRejectedValue(new ApiError(403, [{ status: '403', code: 'FORBIDDEN', title: 'No', detail: 'You may not.' }]));
    const { live } = await makePublisher({ createRecording });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(createRecording).toHaveBeenCalledOnce();
    expect(live.getSnapshot()).toMatchObject({ phase: 'failed', problem: { detail: 'You may not.' } });
  });

  it('fails when the server could not process it, though everything was sent', async () => {
    const { live, give, accept, stopped } = await makePublisher();
    await accept();
    await give('all');
    live.finish();
    await settle();
    await stopped('error');
    expect(live.getSnapshot().phase).toBe('failed');
  });
});
