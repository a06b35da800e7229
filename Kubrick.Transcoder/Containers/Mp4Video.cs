using System.Buffers.Binary;

namespace Kubrick.Transcoder.Containers;

/// <summary>Reads what a track of MP4 says of its frames (ISO/IEC 14496-12, 8.3.2 and 12.1).</summary>
internal static class Mp4Video
{
    // The header and the fields of every sample entry of video, before its boxes.
    private const int FieldsLength = 86;

    // Of fixed-point numbers with 16 bits after the point.
    private const int One = 1 << 16;

    /// <summary>Adds the matrix of a track's header.</summary>
    /// <param name="tkhd">The box without its header.</param>
    /// <param name="geometry">What is known.</param>
    public static VideoGeometry ReadMatrix(ReadOnlySpan<byte> tkhd, VideoGeometry geometry)
    {
        var at = tkhd[0] == 1 ? 52 : 40;
        if (tkhd.Length < at + 36)
        {
            return geometry;
        }

        var (a, b) = (Number(tkhd, at), Number(tkhd, at + 4));
        var (c, d) = (Number(tkhd, at + 12), Number(tkhd, at + 16));
        // x' = ax + cy, y' = bx + dy, and y grows downwards.
        var isMirrored = ((long)a * d) - ((long)b * c) < 0;
        return (isMirrored ? -a : a, isMirrored ? -b : b) switch
        {
            (One, 0) when IsUnit(d) && c == 0 => geometry with { IsMirrored = isMirrored, Rotation = 0 },
            (0, One) when IsUnit(c) && d == 0 => geometry with { IsMirrored = isMirrored, Rotation = 90 },
            (-One, 0) when IsUnit(d) && c == 0 => geometry with { IsMirrored = isMirrored, Rotation = 180 },
            (0, -One) when IsUnit(c) && d == 0 => geometry with { IsMirrored = isMirrored, Rotation = 270 },
            // Any other one is no rotation by a right angle, which nobody's camera has.
            _ => geometry,
        };
    }

    /// <summary>Adds the size, the shape of pixels and the clean aperture of a sample entry.</summary>
    /// <param name="entry">The box with its header.</param>
    /// <param name="track">What is known.</param>
    public static SourceTrack ReadSampleEntry(ReadOnlySpan<byte> entry, SourceTrack track)
    {
        var (width, height) = (BinaryPrimitives.ReadUInt16BigEndian(entry[32..]), BinaryPrimitives.ReadUInt16BigEndian(entry[34..]));
        track = track with { Width = width, Height = height };
        var hasShape = false;
        var boxes = entry.Length > FieldsLength ? entry[FieldsLength..] : [];
        while (Box.TryTake(ref boxes, out var type, out var payload))
        {
            hasShape |= type == BoxType.Pasp;
            track = type switch
            {
                BoxType.Pasp when payload.Length >= 8 => track with
                {
                    Geometry = track.Geometry.WithPixels(BinaryPrimitives.ReadUInt32BigEndian(payload), BinaryPrimitives.ReadUInt32BigEndian(payload[4..])),
                },
                BoxType.Clap when payload.Length >= 32 => track with { Geometry = track.Geometry with { Crop = ReadAperture(payload, width, height) } },
                BoxType.AvcC => track with { Avc = AvcParameters.Read(payload) },
                _ => track,
            };
        }

        // What the container says takes precedence, as in FFmpeg.
        return !hasShape && track.Avc is { } avc ? track with { Geometry = track.Geometry.WithPixels(avc.PixelWidth, avc.PixelHeight) } : track;
    }

    /// <summary>The clean aperture: its size, and how far its centre is from that of the frame.</summary>
    private static FrameCrop ReadAperture(ReadOnlySpan<byte> clap, int width, int height)
    {
        var (cleanWidth, cleanHeight) = (Ratio(clap), Ratio(clap[8..]));
        var (left, top) = ((width - cleanWidth) / 2 + Ratio(clap[16..]), (height - cleanHeight) / 2 + Ratio(clap[24..]));
        double[] sides = [left, top, width - cleanWidth - left, height - cleanHeight - top];
        return sides.All(side => side is > -0.5 and < ushort.MaxValue)
            ? new FrameCrop((int)Math.Round(sides[0]), (int)Math.Round(sides[1]), (int)Math.Round(sides[2]), (int)Math.Round(sides[3])).In(width, height)
            : FrameCrop.None;
    }

    private static bool IsUnit(int number) => number == One || number == -One;

    private static double Ratio(ReadOnlySpan<byte> numbers) => (double)Number(numbers, 0) / BinaryPrimitives.ReadUInt32BigEndian(numbers[4..]);

    private static int Number(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt32BigEndian(bytes[at..]);
}
