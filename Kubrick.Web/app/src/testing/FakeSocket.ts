/** A fake WebSocket: the test opens it, sends the server's messages, and closes it. */
export class FakeSocket extends EventTarget {
  readonly OPEN = 1;
  binaryType = 'blob';
  readyState = 0;
  /** Bytes that have not left the browser; grows with every frame while `isStuck`. */
  bufferedAmount = 0;
  isStuck = false;
  readonly messages: Record<string, unknown>[] = [];
  readonly frames: string[] = [];
  closedWith: number | null = null;

  asSocket(): WebSocket {
    return this as unknown as WebSocket;
  }

  send(data: string | ArrayBuffer): void {
    if (this.readyState !== this.OPEN) throw new Error('The socket is not open.');
    if (typeof data === 'string') {
      this.messages.push(JSON.parse(data) as Record<string, unknown>);
      return;
    }
    this.frames.push(Buffer.from(data).toString());
    if (this.isStuck) this.bufferedAmount += data.byteLength;
  }

  close(code?: number): void {
    this.closedWith ??= code ?? 1005;
    this.readyState = 3;
  }

  open(): void {
    this.readyState = this.OPEN;
    this.dispatchEvent(new Event('open'));
  }

  receive(message: unknown): void {
    this.dispatchEvent(Object.assign(new Event('message'), { data: typeof message === 'string' ? message : JSON.stringify(message) }));
  }

  /** The server closes the connection. */
  drop(code = 1006): void {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event('close'), { code }));
  }
}
