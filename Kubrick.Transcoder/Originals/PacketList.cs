using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using Kubrick.Transcoder.Containers;

namespace Kubrick.Transcoder.Originals;

/// <summary>Reads ffprobe's list of packets, a line each: <c>index,pts,dts,duration,flags</c> with times in seconds or <c>N/A</c>.</summary>
internal static class PacketList
{
    /// <summary>The arguments whose output this reads.</summary>
    public static readonly string[] Arguments = ["-show_entries", "packet=stream_index,pts_time,dts_time,duration_time,flags", "-of", "csv=p=0"];

    private const int MaxLine = 512;
    private const decimal MaxSeconds = SourceReader.MaxTimeSeconds;

    /// <summary>Reads a list to its end.</summary>
    /// <param name="output">The list.</param>
    /// <param name="tracks">The tracks of interest, by their index in the container.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static async Task ReadAsync(Stream output, IReadOnlyDictionary<int, TrackTimes> tracks, CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(output, new StreamPipeReaderOptions(bufferSize: 1 << 16, leaveOpen: true));
        var ordinal = 0L;
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            var rest = result.Buffer;
            while (TryTakeLine(ref rest, out var line))
            {
                Read(line, ordinal++, tracks);
            }

            reader.AdvanceTo(rest.Start, rest.End);
            if (result.IsCompleted)
            {
                return;
            }
        }
    }

    private static bool TryTakeLine(ref ReadOnlySequence<byte> rest, out ReadOnlySequence<byte> line)
    {
        var end = rest.PositionOf((byte)'\n');
        if (end is null)
        {
            line = default;
            return false;
        }

        line = rest.Slice(0, end.Value);
        rest = rest.Slice(rest.GetPosition(1, end.Value));
        return true;
    }

    private static void Read(in ReadOnlySequence<byte> line, long ordinal, IReadOnlyDictionary<int, TrackTimes> tracks)
    {
        if (line.Length > MaxLine)
        {
            return;
        }

        Span<byte> copy = stackalloc byte[MaxLine];
        line.CopyTo(copy);
        ReadOnlySpan<byte> text = copy[..(int)line.Length];
        if (Utf8Parser.TryParse(TakeField(ref text), out int index, out _) && tracks.TryGetValue(index, out var track))
        {
            track.Add(ordinal, ReadTime(TakeField(ref text)), ReadTime(TakeField(ref text)), ReadTime(TakeField(ref text)) ?? 0, TakeField(ref text).StartsWith("K"u8));
        }
    }

    private static ReadOnlySpan<byte> TakeField(ref ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)',');
        var field = end < 0 ? text : text[..end];
        text = end < 0 ? [] : text[(end + 1)..];
        return field;
    }

    /// <summary>Reads seconds as µs; null when there are none, or too many.</summary>
    private static long? ReadTime(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out decimal seconds, out _) && Math.Abs(seconds) < MaxSeconds ? (long)(seconds * 1_000_000) : null;
}
