namespace Kubrick.Benchmarks.Live;

/// <summary>
/// A machine-readable clock in a video frame: 32 bits of <c>Date.now()</c> in two rows of sixteen black or white fields, and a third row with a
/// checksum that detects unreadable frames.
/// </summary>
internal static class ClockVideo
{
    /// <summary>Runs before the page's scripts: replaces the camera with the clock and the microphone with a quiet tone.</summary>
    public const string Camera = """
        navigator.mediaDevices.getUserMedia = async ({ video }) => {
          const canvas = document.createElement('canvas');
          const [width, height] = [video.width.ideal ?? video.width, video.height.ideal ?? video.height];
          [canvas.width, canvas.height] = [width, height];
          const context = canvas.getContext('2d', { alpha: false });
          const draw = () => {
            const now = Date.now() >>> 0;
            const check = ((now >>> 16) ^ (now & 0xffff)) & 0xffff;
            const rows = [now >>> 16, now & 0xffff, check];
            context.fillStyle = '#808080';
            context.fillRect(0, 0, width, height);
            rows.forEach((bits, row) => {
              for (let column = 0; column < 16; column++) {
                context.fillStyle = bits & (0x8000 >>> column) ? '#fff' : '#000';
                context.fillRect(column * width / 16, row * height / 3, width / 16, height / 3);
              }
            });
          };
          draw();
          setInterval(draw, 1000 / 30);
          const audio = new AudioContext();
          const tone = audio.createOscillator();
          const quiet = audio.createGain();
          quiet.gain.value = 0.05;
          const out = audio.createMediaStreamDestination();
          tone.connect(quiet).connect(out);
          tone.start();
          return new MediaStream([...canvas.captureStream(30).getVideoTracks(), ...out.stream.getAudioTracks()]);
        };
        """;

    /// <summary>Reads the clock from every video frame that the page presents.</summary>
    public const string Reader = """
        () => {
          const video = document.querySelector('video[data-testid=stream-player]');
          const canvas = document.createElement('canvas');
          [canvas.width, canvas.height] = [160, 90];
          const context = canvas.getContext('2d', { willReadFrequently: true });
          window.glassToGlass = [];
          window.unreadable = 0;
          const read = () => {
            const now = Date.now();
            context.drawImage(video, 0, 0, 160, 90);
            const pixels = context.getImageData(0, 0, 160, 90).data;
            const rows = [15, 45, 75].map(y => {
              let bits = 0;
              for (let column = 0; column < 16; column++) bits = (bits << 1) | (pixels[(y * 160 + column * 10 + 5) * 4] > 127 ? 1 : 0);
              return bits;
            });
            if (((rows[0] ^ rows[1]) & 0xffff) === rows[2]) window.glassToGlass.push(((now >>> 0) - (((rows[0] << 16) | rows[1]) >>> 0)) | 0);
            else window.unreadable++;
            video.requestVideoFrameCallback(read);
          };
          video.requestVideoFrameCallback(read);
        }
        """;
}
