import { vi } from 'vitest';
import { type LivePublisherDependencies, LivePublisher } from '../features/record/live/LivePublisher';
import type { GrowingBytes } from '../features/record/local/LocalCopy';
import { FakeSocket } from './FakeSocket';

export const streamId = 'aaaaaaaaaaaaaaaaaaaaaaaa';

/** A source that is read at once: real blobs are read by threads, which fake timers do not wait for. */
class FakeSource implements GrowingBytes {
  onAppended: (() => void) | null = null;
  #text = '';

  get bytes(): number {
    return this.#text.length;
  }

  grow(text: string): void {
    this.#text += text;
    this.onAppended?.();
  }

  read(start: number, end: number): Promise<ArrayBuffer> {
    return Promise.resolve(new TextEncoder().encode(this.#text.slice(start, end)).buffer);
  }
}

/** A publisher with a fake source and fake sockets. Requires fake timers. */
export async function createPublisher(overrides: Partial<LivePublisherDependencies> = {}) {
  const source = new FakeSource();
  const sockets: FakeSocket[] = [];
  const live = new LivePublisher({
    source,
    sha256: () => Promise.resolve(null),
    bytesPerSecond: 100,
    createRecording: () => Promise.resolve(streamId),
    getRecording: () => Promise.resolve({ status: 'recording' }),
    getViewerCount: () => Promise.reject(new Error('Not available.')),
    openSocket: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket.asSocket();
    },
    random: () => 0,
    now: () => Date.now(),
    ...overrides,
  });
  const socket = (index = -1): FakeSocket => {
    const found = sockets.at(index);
    if (!found) throw new Error('No socket was opened.');
    return found;
  };
  const bed = {
    live,
    source,
    sockets,
    socket,
    phase: () => live.getSnapshot().phase,
    record: async (text: string) => {
      source.grow(text);
      await settle();
    },
    /** Opens the latest socket and accepts the stream. */
    accept: async () => {
      socket().open();
      socket().receive({ type: 'started', recordingId: streamId, status: 'live', streamPrefix: 'streams/x' });
      await settle();
    },
    stopped: async (status = 'ended') => {
      socket().receive({ type: 'stopped', recordingId: streamId, status, duration: 1, segmentsUploaded: 1, bytesUploaded: 1 });
      await settle();
    },
  };
  await settle();
  return bed;
}

/** Runs pending promise callbacks without advancing the time. */
export async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}
