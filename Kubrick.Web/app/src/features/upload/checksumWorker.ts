import { type ChecksumRequest, type ChecksumResponse, checksumOf } from './checksumOf';

const respond = (response: ChecksumResponse) => self.postMessage(response);

let last = Promise.resolve();
self.onmessage = ({ data: { part, provider } }: MessageEvent<ChecksumRequest>) => {
  last = last.then(() =>
    checksumOf(part, provider).then(
      checksum => respond({ checksum }),
      (error: unknown) => respond({ error: String(error) }),
    ),
  );
};
