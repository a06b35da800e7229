using System.Text;
using Kubrick.Storage.Containers;

namespace Kubrick.Transcoder.Containers;

/// <summary>Reads the header of WebM and Matroska: everything before the first cluster.</summary>
internal static class MatroskaHeader
{
    private const ulong DefaultScale = 1_000_000;
    private const int MaxCodecIdLength = 64;

    /// <summary>Reads a complete header.</summary>
    /// <param name="bytes">Everything before the first cluster.</param>
    /// <param name="scale">The unit of the container's times, in ns.</param>
    /// <returns>Null when there is no track, or the unit is invalid.</returns>
    public static SourceHeader? Read(ReadOnlySpan<byte> bytes, out long scale)
    {
        var unit = DefaultScale;
        var tracks = new List<SourceTrack>();
        var rest = bytes;
        while (Ebml.TryTake(ref rest, out var id, out var payload))
        {
            if (id != MatroskaId.Segment)
            {
                continue;
            }

            var children = payload;
            while (Ebml.TryTake(ref children, out var childId, out var child))
            {
                if (childId == MatroskaId.Info)
                {
                    unit = ReadScale(child, unit);
                }
                else if (childId == MatroskaId.Tracks)
                {
                    ReadTracks(child, tracks);
                }
            }
        }

        // From a nanosecond to a second; recorders use a millisecond.
        scale = unit is > 0 and <= 1_000_000_000 ? (long)unit : 0;
        if (scale == 0 || !tracks.Exists(track => track.Kind != TrackKind.Other))
        {
            return null;
        }

        var timescale = 1_000_000_000 / scale;
        return new SourceHeader(ContainerKind.Matroska, bytes.ToArray(), [.. tracks.Select(track => track with { Timescale = timescale })]);
    }

    private static ulong ReadScale(ReadOnlySpan<byte> info, ulong defaultScale)
    {
        while (Ebml.TryTake(ref info, out var id, out var payload))
        {
            if (id == MatroskaId.TimestampScale && payload.Length <= 8)
            {
                return Ebml.ReadUnsigned(payload);
            }
        }

        return defaultScale;
    }

    private static void ReadTracks(ReadOnlySpan<byte> payload, List<SourceTrack> tracks)
    {
        while (Ebml.TryTake(ref payload, out var id, out var entry))
        {
            if (id == MatroskaId.TrackEntry && ReadTrack(entry) is { Number: > 0 } track && !tracks.Exists(other => other.Number == track.Number))
            {
                tracks.Add(track);
            }
        }
    }

    private static SourceTrack ReadTrack(ReadOnlySpan<byte> entry)
    {
        var track = new SourceTrack(0, TrackKind.Other, "", 0, 0, 0);
        ReadOnlySpan<byte> codec = [];
        while (Ebml.TryTake(ref entry, out var id, out var payload))
        {
            codec = id == MatroskaId.CodecPrivate ? payload : codec;
            track = id switch
            {
                MatroskaId.TrackNumber => track with { Number = ReadInt(payload) },
                MatroskaId.TrackType => track with
                {
                    Kind = ReadInt(payload) switch { 1 => TrackKind.Video, 2 => TrackKind.Audio, _ => TrackKind.Other },
                },
                MatroskaId.CodecId => track with { CodecId = Encoding.ASCII.GetString(payload[..Math.Min(payload.Length, MaxCodecIdLength)]).TrimEnd('\0') },
                MatroskaId.Video => MatroskaVideo.Read(payload, track),
                _ => track,
            };
        }

        return track.IsH264 ? track with { Avc = AvcParameters.Read(codec) } : track;
    }

    internal static int ReadInt(ReadOnlySpan<byte> payload) =>
        payload.Length <= 8 && Ebml.ReadUnsigned(payload) is <= int.MaxValue and var value ? (int)value : 0;
}
