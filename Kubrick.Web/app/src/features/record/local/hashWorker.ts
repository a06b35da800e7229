import { hashPieces } from './hashPieces';

self.onmessage = ({ data }: MessageEvent<Blob>) => {
  hashPieces(data).then(
    sha256 => self.postMessage(sha256),
    () => self.postMessage(null),
  );
};
