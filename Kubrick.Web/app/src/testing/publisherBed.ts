import { vi } from 'vitest';
import { type LivePublisherDependencies, LivePublisher } from '../features/record/live/LivePublisher';
import type { GrowingBytes } from '../features/record/local/LocalCopy';
import { FakeSocket } from './FakeSocket';

export const streamId = 'aaaaaaaaaaaaaaaaaaaaaaaa';

/** What a recorder made, at hand at once: real blobs are read by threads, which fake timers do not wait for. */
class BytesAtHand implements GrowingBytes {
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

/** A publisher with bytes of its own and sockets that the test holds. Timers must be fake. */
export async function makePublisher(dependencies: Partial<LivePublisherDependencies> = {}) {
  const source = new BytesAtHand();
  const sockets: FakeSocket[] = [];
  const live = new LivePublisher({
    source,
    bytesPerSecond: 100,
    createRecording: () => Promise.resolve(streamId),
    getRecording: () => Promise.resolve({ status: 'recording' }),
    getViewerCount: () => Promise.reject(new Error('Nobody counted.')),
    openSocket: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket.asSocket();
    },
    random: () => 0,
    now: () => Date.now(),
    ...dependencies,
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
    give: async (text: string) => {
      source.grow(text);
      await settle();
    },
    /** The latest socket opens, and the server takes the stream. */
    accept: async () => {
      socket().open();
      socket().say({ type: 'started', recordingId: streamId, status: 'live', streamPrefix: 'streams/x' });
      await settle();
    },
    stopped: async (status = 'ended') => {
      socket().say({ type: 'stopped', recordingId: streamId, status, duration: 1, segmentsUploaded: 1, bytesUploaded: 1 });
      await settle();
    },
  };
  await settle();
  return bed;
}

/** Lets what waits for promises happen, without time going on. */
export async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}
