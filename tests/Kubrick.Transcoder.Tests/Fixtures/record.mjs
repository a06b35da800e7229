// Records the fixtures of this folder again, with Chromium's own MediaRecorder, its fake camera and microphone:
//   node record.mjs [name ...]
// NAME.bin is the recording, NAME.json its chunks: [size in bytes, arrival in ms after the first].
// KUBRICK_CHROMIUM names another Chromium than Debian's. No packages are needed: the page sends its chunks to a server in here.
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const common = { width: 320, height: 180, milliseconds: 4000, timeslice: 100, videoBitsPerSecond: 300_000, audioBitsPerSecond: 48_000, video: true, audio: true };
const fixtures = {
  'vp8': { mimeType: 'video/webm;codecs=vp8,opus' },
  'vp9': { mimeType: 'video/webm;codecs=vp9,opus' },
  'h264': { mimeType: 'video/webm;codecs=h264,opus' },
  // The audio starts first, as it often does.
  'h264-late-picture': { mimeType: 'video/webm;codecs=h264,opus', pictureAfter: 300 },
  'mp4': { mimeType: 'video/mp4;codecs=avc1.42E01E,opus' },
  'vp8-video-only': { mimeType: 'video/webm;codecs=vp8', audio: false },
  'opus-audio-only': { mimeType: 'audio/webm;codecs=opus', video: false },
  'vp8-resize': { mimeType: 'video/webm;codecs=vp8,opus', resizeAfter: 2000 },
};

// Runs in the page. The picture goes through a canvas, so that its size can change while it is recorded.
async function record(name, settings) {
  const camera = await navigator.mediaDevices.getUserMedia({
    video: settings.video && { width: settings.width, height: settings.height, frameRate: 30 },
    audio: settings.audio,
  });
  const tracks = [...camera.getAudioTracks()];
  if (settings.resizeAfter || settings.pictureAfter) {
    const video = document.createElement('video');
    video.srcObject = new MediaStream(camera.getVideoTracks());
    await video.play();
    const canvas = Object.assign(document.createElement('canvas'), { width: settings.width, height: settings.height });
    const draw = () => canvas.getContext('2d').drawImage(video, 0, 0, canvas.width, canvas.height);
    setTimeout(() => setInterval(draw, 33), settings.pictureAfter ?? 0);
    setTimeout(() => Object.assign(canvas, { width: settings.width / 2, height: settings.height / 2 }), settings.resizeAfter ?? 0x7fffffff);
    tracks.unshift(...canvas.captureStream(30).getVideoTracks());
  } else {
    tracks.unshift(...camera.getVideoTracks());
  }

  const options = { mimeType: settings.mimeType, audioBitsPerSecond: settings.audioBitsPerSecond };
  if (settings.video) {
    Object.assign(options, { videoBitsPerSecond: settings.videoBitsPerSecond, videoKeyFrameIntervalDuration: 1000 });
  }

  const recorder = new MediaRecorder(new MediaStream(tracks), options);
  const chunks = [];
  let started;
  let sent = Promise.resolve();
  recorder.ondataavailable = ({ data }) => {
    if (data.size > 0) {
      started ??= performance.now();
      chunks.push([data.size, Math.round(performance.now() - started)]);
      sent = sent.then(() => fetch(`/${name}/chunk`, { method: 'POST', body: data }));
    }
  };
  const stopped = new Promise((resolve) => (recorder.onstop = resolve));
  recorder.start(settings.timeslice);
  setTimeout(() => recorder.stop(), settings.milliseconds);
  await stopped;
  await sent;
  const index = { mimeType: recorder.mimeType, timeslice: settings.timeslice, chunks };
  await fetch(`/${name}/end`, { method: 'POST', body: JSON.stringify(index) });
}

async function bodyOf(request) {
  const pieces = [];
  for await (const piece of request) {
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

async function make(name) {
  const settings = { ...common, ...fixtures[name] };
  const profile = await mkdtemp(join(tmpdir(), 'kubrick-fixture-'));
  const chunks = [];
  let browser;
  const server = createServer();
  try {
    const index = await new Promise((resolve, reject) => {
      server.on('request', async (request, response) => {
        if (request.method === 'GET') {
          const script = `(${record})(${JSON.stringify(name)}, ${JSON.stringify(settings)})`;
          response.setHeader('content-type', 'text/html');
          response.end(`<!doctype html><script>${script}.catch((e) => fetch('/${name}/error', { method: 'POST', body: String(e) }))</script>`);
          return;
        }

        const body = await bodyOf(request);
        response.end();
        if (request.url.endsWith('/chunk')) {
          chunks.push(body);
        } else if (request.url.endsWith('/end')) {
          resolve(JSON.parse(body));
        } else if (request.url.endsWith('/error')) {
          reject(new Error(`${name}: ${body}`));
        }
      });
      server.listen(0, '127.0.0.1', () => {
        browser = spawn(process.env.KUBRICK_CHROMIUM ?? '/usr/bin/chromium', [
          '--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
          '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', '--autoplay-policy=no-user-gesture-required',
          '--remote-debugging-port=0', `--user-data-dir=${profile}`, `http://127.0.0.1:${server.address().port}/`,
        ], { stdio: 'ignore' });
        browser.on('exit', (code) => reject(new Error(`${name}: the browser ended with ${code}.`)));
        setTimeout(() => reject(new Error(`${name}: nothing was recorded in time.`)), 60_000).unref();
      });
    });
    await writeFile(join(folder, `${name}.bin`), Buffer.concat(chunks));
    await writeFile(join(folder, `${name}.json`), `${JSON.stringify(index)}\n`);
    console.log(`${name}: ${index.chunks.length} chunks, ${Buffer.concat(chunks).length} bytes, ${index.mimeType}`);
  } finally {
    browser?.removeAllListeners('exit');
    await new Promise((resolve) => (browser?.exitCode === null ? browser.once('exit', resolve).kill() : resolve()));
    server.closeAllConnections();
    server.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

for (const name of process.argv.length > 2 ? process.argv.slice(2) : Object.keys(fixtures)) {
  await make(name);
}
