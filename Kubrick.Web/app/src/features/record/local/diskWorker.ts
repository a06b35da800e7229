import { type DiskRequest, RecordingFiles } from './RecordingFiles';

const files = new RecordingFiles();

let last = Promise.resolve();
self.onmessage = ({ data }: MessageEvent<DiskRequest>) => {
  last = last.then(async () => {
    const response = await files.handle(data);
    self.postMessage(response, { transfer: response.ok && response.read ? [response.read] : [] });
  });
};
