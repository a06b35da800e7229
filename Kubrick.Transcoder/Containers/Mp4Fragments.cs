using System.Buffers.Binary;

namespace Kubrick.Transcoder.Containers;

/// <summary>Reads the samples that a <c>moof</c> describes (ISO/IEC 14496-12, 8.8).</summary>
/// <param name="tracks">The tracks of the header.</param>
internal sealed class Mp4Fragments(IReadOnlyList<Mp4Track> tracks)
{
    /// <summary>The most samples of a fragment: its count is untrusted.</summary>
    private const int MaxSamples = 65_536;

    private readonly List<Mp4Sample> samples = [];
    private readonly Dictionary<int, long> nextTimes = [];

    /// <summary>Reads a complete <c>moof</c>.</summary>
    /// <param name="payload">The box without its header.</param>
    /// <returns>Its samples, track by track, valid until the next call; null when it is malformed.</returns>
    public List<Mp4Sample>? Read(ReadOnlySpan<byte> payload)
    {
        samples.Clear();
        while (Box.TryTake(ref payload, out var type, out var traf))
        {
            if (type == BoxType.Traf && !ReadTrack(traf))
            {
                return null;
            }
        }

        return payload.IsEmpty ? samples : null;
    }

    private bool ReadTrack(ReadOnlySpan<byte> traf)
    {
        Mp4Track? track = null;
        var time = 0L;
        while (Box.TryTake(ref traf, out var type, out var payload))
        {
            var isRead = type switch
            {
                BoxType.Tfhd => ReadHeader(payload, out track) && nextTimes.TryGetValue(track!.Track.Number, out time) is var _,
                BoxType.Tfdt => track is not null && ReadTime(payload, track, out time),
                BoxType.Trun => track is not null && ReadRun(payload, track, ref time),
                _ => true,
            };
            if (!isRead)
            {
                return false;
            }
        }

        if (track is null || !traf.IsEmpty)
        {
            return false;
        }

        nextTimes[track.Track.Number] = time;
        return true;
    }

    private bool ReadHeader(ReadOnlySpan<byte> tfhd, out Mp4Track? track)
    {
        track = null;
        var reader = new BoxFields(tfhd);
        var flags = reader.Next() & 0xFFFFFF;
        var number = reader.Next();
        for (var index = 0; index < tracks.Count; index++)
        {
            track = (uint)tracks[index].Track.Number == number ? tracks[index] : track;
        }

        if (track is null)
        {
            return false;
        }

        // base-data-offset (two words), sample-description-index
        reader.Skip(((flags & 0x1) != 0 ? 2 : 0) + ((flags & 0x2) != 0 ? 1 : 0));
        track = track with
        {
            DefaultDuration = (flags & 0x8) != 0 ? reader.Next() : track.DefaultDuration,
            DefaultSize = (flags & 0x10) != 0 ? reader.Next() : track.DefaultSize,
            DefaultFlags = (flags & 0x20) != 0 ? reader.Next() : track.DefaultFlags,
        };
        return !reader.IsShort;
    }

    private static bool ReadTime(ReadOnlySpan<byte> tfdt, Mp4Track track, out long time)
    {
        time = 0;
        if (tfdt.Length < 8 || (tfdt[0] == 1 && tfdt.Length < 12))
        {
            return false;
        }

        var value = tfdt[0] == 1 ? BinaryPrimitives.ReadUInt64BigEndian(tfdt[4..]) : BinaryPrimitives.ReadUInt32BigEndian(tfdt[4..]);
        time = (long)value;
        return value <= (ulong)(SourceReader.MaxTimeSeconds * track.Track.Timescale);
    }

    private bool ReadRun(ReadOnlySpan<byte> trun, Mp4Track track, ref long time)
    {
        var reader = new BoxFields(trun);
        var flags = reader.Next() & 0xFFFFFF;
        var count = reader.Next();
        reader.Skip((flags & 0x1) != 0 ? 1 : 0);
        var firstFlags = (flags & 0x4) != 0 ? reader.Next() : (uint?)null;
        if (reader.IsShort || count > MaxSamples - samples.Count)
        {
            return false;
        }

        for (var index = 0; index < count; index++)
        {
            var duration = (flags & 0x100) != 0 ? reader.Next() : track.DefaultDuration;
            var size = (flags & 0x200) != 0 ? reader.Next() : track.DefaultSize;
            var sampleFlags = (flags & 0x400) != 0 ? reader.Next() : track.DefaultFlags;
            var offset = (flags & 0x800) != 0 ? (int)reader.Next() : 0;
            if (reader.IsShort || time > SourceReader.MaxTimeSeconds * track.Track.Timescale)
            {
                return false;
            }

            samples.Add(new Mp4Sample(track, time, duration, size, index == 0 && firstFlags is { } first ? first : sampleFlags, offset));
            time += duration;
        }

        return true;
    }
}

/// <summary>A sample of a fragment.</summary>
/// <param name="Track">Its track.</param>
/// <param name="DecodeTime">When it is decoded, in units of the track.</param>
/// <param name="Duration">How long it lasts, in units of the track.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Flags">Its flags.</param>
/// <param name="CompositionOffset">How much later it is shown than decoded, in units of the track.</param>
internal readonly record struct Mp4Sample(Mp4Track Track, long DecodeTime, uint Duration, uint Size, uint Flags, int CompositionOffset)
{
    /// <summary>Whether it can be decoded alone.</summary>
    public bool IsKeyframe => (Flags & Mp4Track.NonSync) == 0;

    /// <summary>When it is shown, in µs.</summary>
    public long TimeUs => ToMicroseconds(DecodeTime + CompositionOffset, Track.Track.Timescale);

    /// <summary>Converts units of a track to µs; the readers accept no time that would overflow.</summary>
    public static long ToMicroseconds(long time, long timescale) => (time / timescale * 1_000_000) + (time % timescale * 1_000_000 / timescale);
}
