using System.Buffers.Binary;
using System.Text;

namespace Kubrick.Transcoder.Containers;

/// <summary>Reads the <c>moov</c> of fragmented MP4.</summary>
internal static class Mp4Header
{
    private const int MaxTracks = 64;

    /// <summary>Reads a complete header.</summary>
    /// <param name="bytes"><c>ftyp</c> to <c>moov</c>.</param>
    /// <returns>The tracks, in the header's order; none when it is malformed.</returns>
    public static IReadOnlyList<Mp4Track> Read(ReadOnlySpan<byte> bytes)
    {
        var tracks = new List<Mp4Track>();
        while (Box.TryTake(ref bytes, out var type, out var moov))
        {
            if (type != BoxType.Moov)
            {
                continue;
            }

            var children = moov;
            while (tracks.Count < MaxTracks && Box.TryTake(ref children, out type, out var child))
            {
                if (type == BoxType.Trak && ReadTrack(child) is { Number: > 0, Timescale: > 0 } track && !tracks.Exists(other => other.Track.Number == track.Number))
                {
                    tracks.Add(new Mp4Track(track));
                }
            }

            // The defaults may precede the tracks.
            while (Box.TryTake(ref moov, out type, out var child))
            {
                if (type == BoxType.Mvex)
                {
                    ReadDefaults(child, tracks);
                }
            }
        }

        return tracks;
    }

    private static void ReadDefaults(ReadOnlySpan<byte> mvex, List<Mp4Track> tracks)
    {
        while (Box.TryTake(ref mvex, out var type, out var trex))
        {
            if (type != BoxType.Trex || trex.Length < 24)
            {
                continue;
            }

            var number = BinaryPrimitives.ReadUInt32BigEndian(trex[4..]);
            var index = tracks.FindIndex(track => (uint)track.Track.Number == number);
            if (index >= 0)
            {
                tracks[index] = new Mp4Track(
                    tracks[index].Track,
                    BinaryPrimitives.ReadUInt32BigEndian(trex[12..]),
                    BinaryPrimitives.ReadUInt32BigEndian(trex[16..]),
                    BinaryPrimitives.ReadUInt32BigEndian(trex[20..]));
            }
        }
    }

    private static SourceTrack ReadTrack(ReadOnlySpan<byte> trak)
    {
        var track = new SourceTrack(0, TrackKind.Other, "", 0, 0, 0);
        while (Box.TryTake(ref trak, out var type, out var payload))
        {
            if (type == BoxType.Tkhd && !payload.IsEmpty)
            {
                // Version 1 has two times of eight bytes before the number.
                var at = payload[0] == 1 ? 20 : 12;
                var number = payload.Length >= at + 4 ? BinaryPrimitives.ReadUInt32BigEndian(payload[at..]) : 0;
                track = track with { Number = number <= int.MaxValue ? (int)number : 0, Geometry = Mp4Video.ReadMatrix(payload, track.Geometry) };
            }
            else if (type == BoxType.Mdia)
            {
                track = ReadMedia(payload, track);
            }
        }

        return track;
    }

    private static SourceTrack ReadMedia(ReadOnlySpan<byte> mdia, SourceTrack track)
    {
        ReadOnlySpan<byte> entry = [];
        while (Box.TryTake(ref mdia, out var type, out var payload))
        {
            if (type == BoxType.Mdhd && !payload.IsEmpty)
            {
                var at = payload[0] == 1 ? 20 : 12;
                track = track with { Timescale = payload.Length >= at + 4 ? BinaryPrimitives.ReadUInt32BigEndian(payload[at..]) : 0 };
            }
            else if (type == BoxType.Hdlr && payload.Length >= 12)
            {
                var handler = BinaryPrimitives.ReadUInt32BigEndian(payload[8..]);
                track = track with { Kind = handler switch { BoxType.Vide => TrackKind.Video, BoxType.Soun => TrackKind.Audio, _ => TrackKind.Other } };
            }
            else if (type == BoxType.Minf)
            {
                entry = FindSampleEntry(payload);
            }
        }

        return ReadSampleEntry(entry, track);
    }

    private static ReadOnlySpan<byte> FindSampleEntry(ReadOnlySpan<byte> minf)
    {
        while (Box.TryTake(ref minf, out var type, out var stbl))
        {
            while (type == BoxType.Stbl && Box.TryTake(ref stbl, out var childType, out var stsd))
            {
                if (childType == BoxType.Stsd && stsd.Length > 8)
                {
                    return stsd[8..];
                }
            }
        }

        return [];
    }

    private static SourceTrack ReadSampleEntry(ReadOnlySpan<byte> entry, SourceTrack track)
    {
        if (entry.Length < 8)
        {
            return track;
        }

        track = track with { CodecId = Encoding.ASCII.GetString(entry[4..8]) };
        return track.Kind != TrackKind.Video || entry.Length < 36 ? track : Mp4Video.ReadSampleEntry(entry, track);
    }
}

/// <summary>A track of MP4 with the defaults of its fragments (<c>trex</c>).</summary>
/// <param name="Track">The track.</param>
/// <param name="DefaultDuration">A sample's duration when neither <c>tfhd</c> nor <c>trun</c> has it.</param>
/// <param name="DefaultSize">A sample's size when neither has it.</param>
/// <param name="DefaultFlags">A sample's flags when neither has them.</param>
internal sealed record Mp4Track(SourceTrack Track, uint DefaultDuration = 0, uint DefaultSize = 0, uint DefaultFlags = 0)
{
    /// <summary>The bit of a sample's flags that marks other frames than keyframes (<c>sample_is_non_sync_sample</c>).</summary>
    public const uint NonSync = 0x0001_0000;
}
