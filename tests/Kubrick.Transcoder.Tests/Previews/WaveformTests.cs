using System.Text.Json;
using Kubrick.Transcoder.Previews;
using Kubrick.Transcoder.Tests.Fixtures;

namespace Kubrick.Transcoder.Tests.Previews;

public sealed class WaveformTests : PreviewTests
{
    [Fact]
    public async Task The_waveform_shows_where_the_audio_is_loud()
    {
        // 2 s of silence, then a tone.
        var bytes = await MediaTool.RunAsync(
            "ffmpeg", ["-v", "error", "-f", "lavfi", "-i", "aevalsrc='if(lt(t,2),0,0.5*sin(2*PI*440*t))':s=48000:d=4", "-c:a", "libopus", "-f", "webm", "pipe:1"], []);
        var copy = await MakeCopyAsync(bytes);

        var waveform = await Maker.MakeWaveformAsync(copy, Folder, Cancel);

        Assert.Equal(("waveform.json", "application/json"), (waveform?.Name, waveform?.MimeType));
        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(waveform!.Path, Cancel));
        var root = document.RootElement;
        Assert.Equal((2, 1, 48_000, 8), (Number("version"), Number("channels"), Number("sample_rate"), Number("bits")));
        var data = root.GetProperty("data").EnumerateArray().Select(value => value.GetInt32()).ToList();
        Assert.Equal(Number("length") * 2, data.Count);
        Assert.InRange(Number("length") * (double)Number("samples_per_pixel") / 48_000, 3.9, 4.2);
        Assert.All(data[..(data.Count * 4 / 10)], value => Assert.InRange(value, -2, 2));
        Assert.All(data[(data.Count * 6 / 10)..^8].Chunk(2), pair => Assert.True(pair[0] < -30 && pair[1] > 30));
        var hash = Hash(waveform);
        Assert.Equal(hash, Hash((await Maker.MakeWaveformAsync(copy, Folder, Cancel))!));

        int Number(string name) => root.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task Audio_that_starts_late_is_late_in_the_waveform()
    {
        var bytes = await MediaTool.RunAsync(
            "ffmpeg",
            ["-v", "error", "-f", "lavfi", "-i", "testsrc2=s=64x48:r=25:d=4", "-itsoffset", "2", "-f", "lavfi", "-i", "sine=d=2", "-c:v", "libvpx", "-c:a", "libopus", "-f", "webm", "pipe:1"],
            []);

        var waveform = await Maker.MakeWaveformAsync(await MakeCopyAsync(bytes), Folder, Cancel);

        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(waveform!.Path, Cancel));
        var data = document.RootElement.GetProperty("data").EnumerateArray().Select(value => value.GetInt32()).ToList();
        Assert.All(data[..(data.Count * 4 / 10)], value => Assert.InRange(value, -2, 2));
        Assert.Contains(data[(data.Count * 6 / 10)..], value => value > 5);
    }

    [Fact]
    public async Task Video_alone_has_no_waveform() => Assert.Null(await Maker.MakeWaveformAsync(await MakeCopyAsync(Fixture.Load("vp8-video-only").Bytes), Folder, Cancel));

    [Fact]
    public void Points_are_bounded_whatever_the_audio_is()
    {
        var peaks = new WaveformPeaks(sampleRate: 48_000, duration: 10);
        for (var second = 0; second < 60; second++)
        {
            peaks.Add(new short[48_000]);
        }

        // Six times as much audio as the duration said.
        Assert.Equal((256, WaveformPeaks.MaxPoints), (peaks.SamplesPerPoint, peaks.Length));
        Assert.Equal(518_400, new WaveformPeaks(sampleRate: 48_000, duration: 12 * 3600).SamplesPerPoint);
    }

    [Fact]
    public async Task Samples_that_arrive_in_pieces_are_the_same_samples()
    {
        var bytes = new byte[10_001];
        new Random(1).NextBytes(bytes);
        var (whole, pieces) = (new WaveformPeaks(8000, 1), new WaveformPeaks(8000, 1));

        await whole.ReadAsync(new MemoryStream(bytes), Cancel);
        await pieces.ReadAsync(new OddStream(bytes), Cancel);

        Assert.Equal(20, whole.Length);
        Assert.Equal(await JsonAsync(whole), await JsonAsync(pieces));
    }

    private static async Task<string> JsonAsync(WaveformPeaks peaks)
    {
        using var stream = new MemoryStream();
        await peaks.WriteAsync(stream, Cancel);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Gives three bytes at a time.</summary>
    private sealed class OddStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(3, buffer.Length)], cancellationToken);
    }
}
