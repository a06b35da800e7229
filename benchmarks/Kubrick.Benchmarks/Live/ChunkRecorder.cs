using System.Globalization;
using System.Text.Json;
using Kubrick.Testing;
using Kubrick.Testing.Live;

namespace Kubrick.Benchmarks.Live;

/// <summary>Records chunks with Chromium's MediaRecorder from its fake camera, and caches them under <c>.kubrick/bench</c>.</summary>
internal static class ChunkRecorder
{
    private const string Script = """
        async ([seconds, mimeType]) => {
          const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 1280, height: 720, frameRate: 30 }, audio: true });
          const recorder = new MediaRecorder(stream, { mimeType, videoBitsPerSecond: 2500000, videoKeyFrameIntervalDuration: 1000 });
          const blobs = [];
          let startedAt = 0;
          recorder.ondataavailable = event => { if (event.data.size > 0) blobs.push([event.data, performance.now() - startedAt]); };
          const stopped = new Promise(resolve => { recorder.onstop = resolve; });
          startedAt = performance.now();
          recorder.start(100);
          await new Promise(resolve => setTimeout(resolve, seconds * 1000));
          recorder.stop();
          await stopped;
          stream.getTracks().forEach(track => track.stop());
          window.recordedBlob = new Blob(blobs.map(([blob]) => blob));
          return { mimeType: recorder.mimeType, chunks: blobs.map(([blob, at]) => [blob.size, Math.round(at * 10) / 10]) };
        }
        """;

    private const string Slice = """
        async ([from, to]) => {
          const bytes = new Uint8Array(await window.recordedBlob.slice(from, to).arrayBuffer());
          let text = '';
          for (let i = 0; i < bytes.length; i += 32768) text += String.fromCharCode(...bytes.subarray(i, i + 32768));
          return btoa(text);
        }
        """;

    private static readonly Dictionary<string, string> Types = new()
    {
        ["vp8"] = "video/webm;codecs=vp8,opus",
        ["vp9"] = "video/webm;codecs=vp9,opus",
        ["h264"] = "video/webm;codecs=h264,opus",
    };

    /// <summary>The supported formats.</summary>
    public static IEnumerable<string> Formats => Types.Keys;

    /// <summary>Loads a cached recording, or records it.</summary>
    /// <param name="gateway">An origin whose pages may use the camera.</param>
    /// <param name="format">One of <see cref="Formats"/>.</param>
    /// <param name="seconds">The length in seconds.</param>
    public static async Task<RecordedChunks> GetAsync(Uri gateway, string format, int seconds)
    {
        var folder = Path.Combine(RepositoryFolder.Path, ".kubrick", "bench");
        var name = string.Create(CultureInfo.InvariantCulture, $"{format}-720p-{seconds}s");
        if (!File.Exists(Path.Combine(folder, name + ".json")))
        {
            Console.WriteLine($"Recording {seconds} s of {format} with Chromium …");
            await using var browser = await BenchmarkBrowser.StartAsync();
            var page = await browser.OpenAsync(gateway);
            var index = (await page.EvaluateAsync(Script, new object[] { seconds, Types[format] }))!.Value;
            Directory.CreateDirectory(folder);
            await using (var file = File.Create(Path.Combine(folder, name + ".bin")))
            {
                var length = index.GetProperty("chunks").EnumerateArray().Sum(chunk => chunk[0].GetInt64());
                const int Step = 4 << 20;
                for (var from = 0L; from < length; from += Step)
                {
                    await file.WriteAsync(Convert.FromBase64String(await page.EvaluateAsync<string>(Slice, new object[] { from, Math.Min(from + Step, length) })));
                }
            }

            await File.WriteAllTextAsync(Path.Combine(folder, name + ".json"), JsonSerializer.Serialize(index));
        }

        return RecordedChunks.Load(folder, name);
    }
}
