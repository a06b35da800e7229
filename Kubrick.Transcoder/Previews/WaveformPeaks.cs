using System.Runtime.InteropServices;
using System.Text.Json;

namespace Kubrick.Transcoder.Previews;

/// <summary>Collects the lowest and highest sample of equal pieces of audio, in the JSON format of audiowaveform (version 2, 8 bits).</summary>
internal sealed class WaveformPeaks
{
    /// <summary>The most points that are kept.</summary>
    public const int MaxPoints = 4000;

    // What audiowaveform uses by default: less shows nothing more.
    private const int MinSamplesPerPoint = 256;

    private readonly List<sbyte> data = [];
    private int samples;
    private (short Min, short Max) point = (short.MaxValue, short.MinValue);

    /// <summary>Creates it for audio of about a duration; more audio is dropped.</summary>
    /// <param name="sampleRate">Samples per second.</param>
    /// <param name="duration">The duration in seconds.</param>
    public WaveformPeaks(int sampleRate, double duration)
    {
        SampleRate = sampleRate;
        SamplesPerPoint = (int)Math.Clamp(Math.Ceiling(sampleRate * duration / MaxPoints), MinSamplesPerPoint, int.MaxValue);
    }

    /// <summary>Samples per second.</summary>
    public int SampleRate { get; }

    /// <summary>How many samples a point stands for.</summary>
    public int SamplesPerPoint { get; }

    /// <summary>How many points there are.</summary>
    public int Length => data.Count / 2;

    /// <summary>Adds samples of 16 bits.</summary>
    public void Add(ReadOnlySpan<short> more)
    {
        while (!more.IsEmpty && Length < MaxPoints)
        {
            var piece = more[..Math.Min(more.Length, SamplesPerPoint - samples)];
            foreach (var sample in piece)
            {
                point = (Math.Min(point.Min, sample), Math.Max(point.Max, sample));
            }

            samples += piece.Length;
            more = more[piece.Length..];
            if (samples == SamplesPerPoint)
            {
                Finish();
            }
        }
    }

    /// <summary>Reads samples of 16 bits, little-endian, to the end of a stream.</summary>
    public async Task ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[1 << 16];
        var kept = 0;
        while (await stream.ReadAsync(buffer.AsMemory(kept), cancellationToken) is > 0 and var read)
        {
            var length = kept + read;
            Add(MemoryMarshal.Cast<byte, short>(buffer.AsSpan(0, length & ~1)));
            // A sample may be cut in two.
            kept = length & 1;
            buffer[0] = kept == 1 ? buffer[length - 1] : buffer[0];
        }

        if (samples > 0 && Length < MaxPoints)
        {
            Finish();
        }
    }

    /// <summary>Writes the JSON.</summary>
    public async Task WriteAsync(Stream stream, CancellationToken cancellationToken)
    {
        await using var writer = new Utf8JsonWriter(stream);
        writer.WriteStartObject();
        writer.WriteNumber("version", 2);
        writer.WriteNumber("channels", 1);
        writer.WriteNumber("sample_rate", SampleRate);
        writer.WriteNumber("samples_per_pixel", SamplesPerPoint);
        writer.WriteNumber("bits", 8);
        writer.WriteNumber("length", Length);
        writer.WriteStartArray("data");
        data.ForEach(value => writer.WriteNumberValue(value));
        writer.WriteEndArray();
        writer.WriteEndObject();
        await writer.FlushAsync(cancellationToken);
    }

    private void Finish()
    {
        data.Add((sbyte)(point.Min / 256));
        data.Add((sbyte)(point.Max / 256));
        point = (short.MaxValue, short.MinValue);
        samples = 0;
    }
}
