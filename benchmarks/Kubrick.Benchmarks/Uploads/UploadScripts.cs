namespace Kubrick.Benchmarks.Uploads;

/// <summary>What the benchmark runs in pages.</summary>
internal static class UploadScripts
{
    /// <summary>Runs before the page's scripts: the browser keeps the times of more requests than it does by itself.</summary>
    public const string Before = "performance.setResourceTimingBufferSize(20000);";

    /// <summary>
    /// Writes random bytes to the browser's own disk: as a recording that a crashed tab left behind, which the app uploads by itself at its next visit, and as a file for
    /// <see cref="Bare"/>.
    /// </summary>
    public const string Prepare = """
        async ([id, recorderName, megabytes]) => {
          const disk = await navigator.storage.getDirectory();
          const recordings = await disk.getDirectoryHandle('recordings', { create: true });
          const folder = await recordings.getDirectoryHandle(id, { create: true });
          const piece = new Uint8Array(1 << 20);
          for (let at = 0; at < piece.length; at += 65536) crypto.getRandomValues(piece.subarray(at, at + 65536));
          // The header of WebM: what does not begin like a video is refused.
          piece.set([0x1a, 0x45, 0xdf, 0xa3, 0x87, 0x42, 0x82, 0x84, 0x77, 0x65, 0x62, 0x6d]);
          for (const [parent, name] of [[folder, 'media'], [disk, 'bare']]) {
            const file = await (await parent.getFileHandle(name, { create: true })).createWritable();
            for (let count = 0; count < megabytes; count++) {
              // No piece is like another.
              new DataView(piece.buffer).setUint32(64, count);
              await file.write(piece);
            }
            await file.close();
          }
          const sessionInfo = { browserName: 'Chrome', deviceType: 'desktop', userAgent: navigator.userAgent };
          const info = { id, startedAt: new Date().toISOString(), mimeType: 'video/webm', quality: '720p', title: '', recorderName, metadata: {}, sessionInfo, seconds: 60 };
          const journal = await (await folder.getFileHandle('journal', { create: true })).createWritable();
          await journal.write(`${JSON.stringify(info)}\n`);
          await journal.close();
        }
        """;

    /// <summary>Sends the parts of the file to signed URLs, and nothing else. Returns how long it took, in milliseconds.</summary>
    public const string Bare = """
        async ([urls, partBytes, connections]) => {
          const disk = await navigator.storage.getDirectory();
          const file = await (await disk.getFileHandle('bare')).getFile();
          let next = 0;
          const startedAt = performance.now();
          await Promise.all(Array.from({ length: connections }, async () => {
            for (let part = next++; part < urls.length; part = next++) {
              const response = await fetch(urls[part], { method: 'PUT', body: file.slice(part * partBytes, (part + 1) * partBytes) });
              await response.arrayBuffer();
              if (!response.ok) throw new Error(`Part ${part + 1}: ${response.status}`);
            }
          }));
          return performance.now() - startedAt;
        }
        """;

    /// <summary>Waits until the app says that everything is saved. Returns the number of parts that it sent, and the milliseconds from its first PUT to the end of its last PUT, and to that moment.</summary>
    public const string App = """
        async timeout => {
          const deadline = performance.now() + timeout;
          for (;;) {
            const state = document.querySelector('[data-testid=upload-indicator]')?.dataset.state;
            if (state === 'saved') break;
            if (state === 'stuck' || performance.now() > deadline) throw new Error(`The state of the upload is ${state}.`);
            await new Promise(resolve => setTimeout(resolve, 20));
          }
          const savedAt = performance.now();
          const puts = performance.getEntriesByType('resource').filter(({ name, initiatorType }) => initiatorType === 'xmlhttprequest' && /[?&]partNumber=/i.test(name));
          const startedAt = Math.min(...puts.map(({ startTime }) => startTime));
          return [puts.length, Math.max(...puts.map(({ responseEnd }) => responseEnd)) - startedAt, savedAt - startedAt];
        }
        """;

    /// <summary>Sends random bytes to a signed URL. Returns the bytes per second.</summary>
    public const string LinkSpeed = """
        async ([url, bytes]) => {
          const body = new Uint8Array(bytes);
          for (let at = 0; at < bytes; at += 65536) crypto.getRandomValues(body.subarray(at, at + 65536));
          const startedAt = performance.now();
          const response = await fetch(url, { method: 'PUT', body });
          await response.arrayBuffer();
          if (!response.ok) throw new Error(`${response.status}`);
          return bytes * 1000 / (performance.now() - startedAt);
        }
        """;

    /// <summary>
    /// Runs before the page's scripts: replaces the camera with a picture that changes everywhere all the time, so that the encoder needs all of its bitrate, and the microphone
    /// with a quiet tone. Fifteen frames per second leave some of two cores to the system.
    /// </summary>
    public const string Camera = """
        navigator.mediaDevices.getUserMedia = async ({ video }) => {
          const [width, height] = [video.width.ideal ?? video.width, video.height.ideal ?? video.height];
          const pictures = Array.from({ length: 6 }, () => {
            const picture = Object.assign(document.createElement('canvas'), { width: width + 256, height: height + 256 });
            const context = picture.getContext('2d');
            const pixels = context.createImageData(picture.width, picture.height);
            for (let at = 0; at < pixels.data.length; at += 4) {
              const grey = 96 + Math.random() * 64;
              pixels.data.set([grey, grey, grey, 255], at);
            }
            context.putImageData(pixels, 0, 0);
            return picture;
          });
          const canvas = Object.assign(document.createElement('canvas'), { width, height });
          const context = canvas.getContext('2d', { alpha: false });
          let frame = 0;
          const draw = () => context.drawImage(pictures[frame++ % pictures.length], -256 * Math.random(), -256 * Math.random());
          draw();
          setInterval(draw, 1000 / 15);
          const audio = new AudioContext();
          const tone = audio.createOscillator();
          const quiet = audio.createGain();
          quiet.gain.value = 0.05;
          const out = audio.createMediaStreamDestination();
          tone.connect(quiet).connect(out);
          tone.start();
          return new MediaStream([...canvas.captureStream(15).getVideoTracks(), ...out.stream.getAudioTracks()]);
        };
        """;

    /// <summary>Whether the clock of the page's recording shows so many seconds.</summary>
    public const string HasRecorded =
        "seconds => (document.querySelector('[role=timer]')?.textContent ?? '').split(':').reduce((sum, part) => 60 * sum + Number(part), 0) >= seconds";
}
