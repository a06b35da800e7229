import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { compare, json, tagOf } from './fakeValues';
import { FakeStreams } from './FakeStreams';

/** A fault for one request: a given response, a connection reset, or no response. */
export type Fault =
  | { readonly kind: 'response'; readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> }
  | { readonly kind: 'reset' }
  | { readonly kind: 'silence' }
  /** The request is processed, then the connection is reset. */
  | { readonly kind: 'lost-response' };

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly body: Buffer;
  readonly headers: IncomingMessage['headers'];
}

interface FakeRecording {
  id: string;
  attributes: Record<string, unknown>;
  uploadId: string | null;
  parts: Map<number, Buffer>;
  media: Buffer | null;
  /** Null while an open-ended upload grows. */
  fileSize: number | null;
  /** Whether the open session was started with a size. */
  isSized: boolean;
}

class Rejection extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly pointer?: string,
  ) {
    super(detail);
  }
}

/** A fake of the services behind the gateway: real HTTP, data in memory, faults on demand. */
export class FakeBackend {
  readonly seen: SeenRequest[] = [];
  readonly recordings = new Map<string, FakeRecording>();
  /** Called for every request; a fault replaces the normal response. */
  fault: (request: SeenRequest) => Fault | undefined = () => undefined;
  readonly streams = new FakeStreams();
  liveStreaming = false;
  chunkSize = 100_000;
  /** That of open-ended sessions. */
  openEndedChunkSize: number | null = null;
  provider: 's3' | 'gcp' | 'local' = 's3';
  /** Whether the server compares the SHA-256 of the whole file at once. */
  verifies = true;
  exposeHeaders = 'ETag, Range';
  origin = '';
  #server: Server | undefined;

  async start(port = 0): Promise<void> {
    const server = createServer((request, response) => void this.#handle(request, response));
    this.#server = server;
    await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve));
    this.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise(resolve => this.#server?.close(resolve));
  }

  count(method: string, pattern: RegExp): number {
    return this.seen.filter(request => request.method === method && pattern.test(request.path)).length;
  }

  async #handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const body: Buffer[] = [];
    const seen = { method: message.method ?? '', path: message.url ?? '', headers: message.headers, body: Buffer.alloc(0) };
    try {
      for await (const piece of message) body.push(piece as Buffer);
    } catch {
      return; // The client disconnected.
    }
    const request: SeenRequest = { ...seen, body: Buffer.concat(body) };
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-allow-methods', 'GET, PUT, POST, PATCH, DELETE');
    response.setHeader('access-control-allow-headers', '*, content-type, content-range, content-md5');
    response.setHeader('access-control-expose-headers', this.exposeHeaders);
    if (request.method === 'OPTIONS') return void response.writeHead(204).end();

    this.seen.push(request);
    const fault = this.fault(request);
    if (fault?.kind === 'reset') return void message.socket.destroy();
    if (fault?.kind === 'silence') return;
    if (fault?.kind === 'response') { send(response, fault.status, fault.body, fault.headers); return; }
    try {
      this.#respond(request, fault?.kind === 'lost-response' ? undefined : response);
    } catch (error) {
      const rejection = error instanceof Rejection ? error : new Rejection(500, 'SERVER_ERROR', String(error));
      send(response, rejection.status, errorDocument(rejection.status, rejection.code, rejection.message, rejection.pointer));
    }
    if (fault?.kind === 'lost-response') message.socket.destroy();
  }

  #respond(request: SeenRequest, response: ServerResponse | undefined): void {
    const { method, path } = request;
    const url = new URL(path, 'http://fake');
    const [, root = '', kind = '', name = ''] = url.pathname.split('/');
    const reply = (status: number, body?: unknown, headers?: Record<string, string>) => response && send(response, status, body, headers);

    if (root === 'objects') return this.#object(request, kind, name, reply);
    if (kind === 'features') return reply(200, { data: { type: 'features', attributes: { liveStreaming: this.liveStreaming } } });
    if (kind === 'session-info') return reply(200, { ipAddress: '203.0.113.7', timestamp: new Date().toISOString() });
    if (kind === 'recordings') return this.#recordings(method, url, name, json(request), reply);
    if (kind === 'streams' && this.liveStreaming) return this.#streams(method, url.pathname, json(request), reply);
    if (kind === 'upload') return this.#upload(method, name, json(request), reply);
    throw new Rejection(404, 'NOT_FOUND', 'No such route.');
  }

  #streams(method: string, path: string, body: Record<string, unknown>, reply: Reply): void {
    const [, , , id = '', action] = path.split('/');
    if (id === 'status') return reply(200, this.streams.status());
    const answer = action === 'viewer' ? this.streams.viewer(method, id, String(body.viewerId)) : null;
    if (!answer) throw new Rejection(404, 'NOT_FOUND', 'No such stream.');
    return reply(200, answer);
  }

  #recordings(method: string, url: URL, id: string, body: Record<string, unknown>, reply: Reply): void {
    if (method === 'POST') {
      const { attributes } = body.data as { attributes: Record<string, unknown> };
      return reply(201, { data: this.#resource(this.add(attributes)) });
    }
    if (id === '') return reply(200, this.#list(url.searchParams));
    const recording = this.#find(id);
    if (method === 'PATCH') Object.assign(recording.attributes, (body.data as { attributes: object }).attributes);
    if (method === 'DELETE') this.recordings.delete(id);
    if (method === 'DELETE') return reply(204);
    return reply(200, { data: this.#resource(recording) });
  }

  /** Adds a recording. */
  add(attributes: Record<string, unknown>, media: Buffer | null = null): FakeRecording {
    const id = randomBytes(12).toString('hex');
    const now = new Date().toISOString();
    const defaults = { title: 'Recording', status: 'uploading', playbackFormat: 'video', createdAt: now, updatedAt: now };
    const recording = { id, attributes: { ...defaults, ...attributes }, uploadId: null, parts: new Map<number, Buffer>(), media, fileSize: media?.length ?? 0, isSized: false };
    this.recordings.set(id, recording);
    return recording;
  }

  #list(query: URLSearchParams) {
    const name = query.get('filter[recorderName]')?.toLowerCase() ?? '';
    const status = query.get('filter[status]');
    const number = Number(query.get('page[number]') ?? 1);
    const size = Number(query.get('page[size]') ?? 20);
    const sort = query.get('sort') ?? '-createdAt';
    const key = sort.replace('-', '');
    const all = [...this.recordings.values()]
      .filter(({ attributes }) => String(attributes.recorderName).toLowerCase().includes(name))
      .filter(({ attributes }) => (status ? attributes.status === status : attributes.status !== 'archived'))
      .sort((a, b) => compare(a.attributes[key], b.attributes[key]) * (sort.startsWith('-') ? -1 : 1));
    const data = all.slice((number - 1) * size, number * size).map(recording => this.#resource(recording));
    const links = { prev: number > 1 ? '/prev' : null, next: number * size < all.length ? '/next' : null };
    return { data, meta: { totalCount: all.length }, links };
  }

  #upload(method: string, action: string, body: Record<string, unknown>, reply: Reply): void {
    const recording = this.#find(method === 'GET' ? action : String(body.recordingId));
    if (method === 'GET') {
      const parts = [...recording.parts].map(([partNumber, bytes]) => ({ partNumber, etag: tagOf(bytes), size: bytes.length }));
      const { status } = recording.attributes;
      if (status === 'error') throw new Rejection(400, 'NO_UPLOAD_SESSION', 'No upload session is open.');
      const totalChunks = recording.isSized ? Math.ceil((recording.fileSize ?? 0) / this.chunkSize) : null;
      const recovered = status === 'ready' && recording.attributes.recovered === true;
      return reply(200, { recordingId: recording.id, status, uploadId: recording.uploadId, fileSize: recording.fileSize, totalChunks, recovered, parts });
    }
    switch (action) {
      case 'init-chunked': {
        const isSized = body.fileSize !== undefined;
        if (recording.uploadId && recording.isSized !== isSized) {
          recording.uploadId = null;
          recording.parts.clear();
        }
        // On gcp, the media is that of the session.
        if (recording.attributes.status === 'ready' && this.provider === 'gcp') recording.media = null;
        recording.uploadId ??= randomBytes(6).toString('hex');
        recording.attributes.status = 'uploading';
        recording.fileSize = isSized ? Number(body.fileSize) : null;
        recording.isSized = isSized;
        return reply(200, {
          uploadId: recording.uploadId,
          bucket: 'b',
          storageKey: 'k',
          chunkSize: isSized ? this.chunkSize : (this.openEndedChunkSize ?? this.chunkSize),
          totalChunks: recording.fileSize && Math.ceil(recording.fileSize / this.chunkSize),
          provider: this.provider,
        });
      }
      case 'chunk-url':
        if (!recording.uploadId) throw new Rejection(400, 'NO_UPLOAD_SESSION', 'No upload session is open.');
        return reply(200, { uploadUrl: `${this.origin}/objects/${recording.id}/${this.provider === 'gcp' ? 'session' : String(body.partNumber)}`, partNumber: body.partNumber, provider: this.provider });
      case 'complete-chunked':
        return this.#complete(recording, { fileSize: recording.fileSize, ...body }, reply);
      case 'abort-chunked':
        recording.uploadId = null;
        recording.parts.clear();
        recording.media = null;
        recording.attributes.status = 'error';
        return reply(200, { success: true, status: 'error' });
      case 'thumbnail-url':
        return reply(200, { uploadUrl: `${this.origin}/objects/${recording.id}/thumbnail`, thumbnailKey: 't', bucket: 'b' });
      default:
        throw new Rejection(404, 'NOT_FOUND', 'No such route.');
    }
  }

  #complete(recording: FakeRecording, body: Record<string, unknown>, reply: Reply): void {
    if (recording.attributes.status === 'ready') {
      if (recording.attributes.recovered !== true) return reply(200, { success: true, status: 'ready' });
      if (recording.media?.length !== body.fileSize) throw new Rejection(400, 'NO_UPLOAD_SESSION', 'The server completed the abandoned upload.');
      return this.#finish(recording, body, reply);
    }
    if (!recording.uploadId) throw new Rejection(400, 'NO_UPLOAD_SESSION', 'No upload session is open.');
    const parts = body.parts as { partNumber: number; etag: string }[];
    if (this.provider !== 'gcp') {
      for (const [index, { partNumber, etag }] of parts.entries()) {
        const bytes = recording.parts.get(partNumber);
        if (!bytes || tagOf(bytes) !== etag) throw new Rejection(422, 'VALIDATION_ERROR', `Part ${partNumber} does not match the stored part.`, `/parts/${index}/etag`);
      }
      recording.media = Buffer.concat(parts.map(({ partNumber }) => recording.parts.get(partNumber) ?? Buffer.alloc(0)));
    }
    if (recording.media?.length !== body.fileSize) throw new Rejection(422, 'VALIDATION_ERROR', 'Parts are missing.', '/parts');
    return this.#finish(recording, body, reply);
  }

  #finish(recording: FakeRecording, body: Record<string, unknown>, reply: Reply): void {
    const sha256Verified = this.verifies && body.sha256 !== undefined;
    if (sha256Verified && body.sha256 !== createHash('sha256').update(recording.media ?? '').digest('hex')) {
      throw new Rejection(422, 'VALIDATION_ERROR', 'The joined parts have another SHA-256.', '/sha256');
    }
    Object.assign(recording.attributes, { status: 'ready', fileBytes: body.fileSize, duration: body.duration, sha256: sha256Verified ? body.sha256 : null, sha256Verified, recovered: false, missingSeconds: null });
    Object.assign(recording, { uploadId: null, fileSize: body.fileSize });
    return reply(200, { success: true, status: 'ready' });
  }

  #object({ method, body, headers }: SeenRequest, id: string, name: string, reply: Reply): void {
    const recording = this.#find(id);
    if (method === 'PUT' && name === 'thumbnail') {
      recording.attributes.thumbnailUrl = `data:image/jpeg;base64,${body.toString('base64')}`;
      return reply(200);
    }
    if (method === 'PUT' && name === 'session') return putSession(recording, body, headers['content-range'] ?? '', reply);
    if (method === 'PUT') {
      recording.parts.set(Number(name), body);
      return reply(200, undefined, { etag: tagOf(body) });
    }
    const media = recording.media ?? Buffer.alloc(0);
    const [, start, end] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '') ?? [];
    const type = { 'content-type': 'video/webm', 'accept-ranges': 'bytes' };
    if (start === undefined) return reply(200, media, type);
    const last = end ? Number(end) : media.length - 1;
    return reply(206, media.subarray(Number(start), last + 1), { ...type, 'content-range': `bytes ${start}-${last}/${media.length}` });
  }

  #find(id: string): FakeRecording {
    const recording = this.recordings.get(id);
    if (!recording) throw new Rejection(404, 'NOT_FOUND', `No such recording: ${id}.`);
    return recording;
  }

  #resource({ id, attributes, media }: FakeRecording) {
    const signed = media && attributes.status === 'ready' ? `${this.origin}/objects/${id}/video?expires=${Date.now()}` : null;
    return { type: 'recordings', id, attributes: { thumbnailUrl: null, videoUrl: signed, ...attributes } };
  }
}

type Reply = (status: number, body?: unknown, headers?: Record<string, string>) => void;

function putSession(recording: FakeRecording, body: Buffer, contentRange: string, reply: Reply): void {
  const held = recording.media ?? Buffer.alloc(0);
  const [, start, total] = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(contentRange) ?? [];
  if (start !== undefined && Number(start) <= held.length) recording.media = Buffer.concat([held.subarray(0, Number(start)), body]);
  const stored = recording.media?.length ?? 0;
  if (stored === Number(total)) reply(200);
  else reply(308, undefined, stored > 0 ? { range: `bytes=0-${stored - 1}` } : {});
}

/** An error document as the services write it. */
export function errorDocument(status: number, code: string, detail: string, pointer?: string) {
  return { errors: [{ status: String(status), code, title: 'The request was rejected', detail, ...(pointer && { source: { pointer } }) }] };
}

function send(response: ServerResponse, status: number, body?: unknown, headers: Record<string, string> = {}): void {
  const bytes = Buffer.isBuffer(body) ? body : body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length, ...headers });
  response.end(bytes);
}
