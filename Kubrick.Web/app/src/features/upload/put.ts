import { BlockedError, isMixed, onBlocked } from '../../api/blocked';
import { ConnectionError } from '../../api/errors';
import { abortError } from './Connectivity';

export interface PutOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Called with the sent bytes of this body. */
  readonly onProgress?: (bytes: number) => void;
  /** Milliseconds without progress after which the request fails. */
  readonly stallTimeout: number;
}

export interface PutResponse {
  readonly status: number;
  readonly etag: string | null;
  readonly range: string | null;
  readonly text: string;
}

/** Milliseconds in which the browser may report that it was the one who broke the connection. */
const blockReportDelay = 50;

/** Sends bytes to a signed URL. Uses XMLHttpRequest, because fetch does not report upload progress. */
export async function put(url: string, body: Blob, { headers = {}, signal, onProgress, stallTimeout }: PutOptions): Promise<PutResponse> {
  signal.throwIfAborted();
  if (isMixed(url)) throw new BlockedError(url);
  return await new Promise<PutResponse>((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    let timer: ReturnType<typeof setTimeout> | undefined;

    const settle = (finish: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      unobserve();
      finish();
    };
    const onAbort = () => {
      settle(() => reject(abortError()));
      xhr.abort();
    };
    const unobserve = onBlocked(url, () => {
      settle(() => reject(new BlockedError(url)));
      xhr.abort();
    });
    const onStall = () => {
      settle(() => reject(new ConnectionError('The storage stopped responding.')));
      xhr.abort();
    };
    const restartTimer = () => {
      clearTimeout(timer);
      timer = setTimeout(onStall, stallTimeout);
    };

    xhr.upload.addEventListener('progress', event => {
      restartTimer();
      onProgress?.(event.loaded);
    });
    xhr.addEventListener('load', () =>
      settle(() => resolve({ status: xhr.status, etag: exposedHeader(xhr, 'etag'), range: exposedHeader(xhr, 'range'), text: xhr.responseText })),
    );
    xhr.addEventListener('error', () => {
      clearTimeout(timer);
      timer = setTimeout(() => settle(() => reject(new ConnectionError('Lost the connection to the storage.'))), blockReportDelay);
    });
    signal.addEventListener('abort', onAbort);

    xhr.open('PUT', url);
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    restartTimer();
    xhr.send(body);
  });
}

/** A header of the response; null where it is missing, or hidden by CORS. Asking for a hidden one would log an error. */
function exposedHeader(xhr: XMLHttpRequest, name: string): string | null {
  return new RegExp(`^${name}:`, 'im').test(xhr.getAllResponseHeaders()) ? xhr.getResponseHeader(name) : null;
}
