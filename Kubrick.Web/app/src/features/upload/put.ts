import { ConnectionError } from '../../api/errors';
import { abortError } from './Connectivity';

export interface PutOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Bytes of this body that are out. */
  readonly onProgress?: (bytes: number) => void;
  /** Milliseconds without any progress until the attempt is given up. */
  readonly stallTimeout: number;
}

export interface PutAnswer {
  readonly status: number;
  readonly etag: string | null;
  readonly range: string | null;
  readonly text: string;
}

/** Sends bytes to a signed address. XMLHttpRequest, since fetch tells nothing of an upload's progress. */
export async function put(url: string, body: Blob, { headers = {}, signal, onProgress, stallTimeout }: PutOptions): Promise<PutAnswer> {
  signal.throwIfAborted();
  return await new Promise<PutAnswer>((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    let timer: ReturnType<typeof setTimeout> | undefined;

    const settle = (finish: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      finish();
    };
    const stop = () => {
      settle(() => reject(abortError()));
      xhr.abort();
    };
    const stalled = () => {
      settle(() => reject(new ConnectionError('The storage stopped taking bytes.')));
      xhr.abort();
    };
    const alive = () => {
      clearTimeout(timer);
      timer = setTimeout(stalled, stallTimeout);
    };

    xhr.upload.addEventListener('progress', event => {
      alive();
      onProgress?.(event.loaded);
    });
    xhr.addEventListener('load', () =>
      settle(() =>
        resolve({ status: xhr.status, etag: xhr.getResponseHeader('etag'), range: xhr.getResponseHeader('range'), text: xhr.responseText }),
      ),
    );
    xhr.addEventListener('error', () => settle(() => reject(new ConnectionError('The connection to the storage broke.'))));
    signal.addEventListener('abort', stop);

    xhr.open('PUT', url);
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    alive();
    xhr.send(body);
  });
}
