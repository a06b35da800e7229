using System.Buffers.Binary;
using Kubrick.Storage.Containers;

namespace Kubrick.Transcoder.Containers;

/// <summary>Reads what a track of WebM or Matroska says of its frames (RFC 9559, 5.1.4.1.28).</summary>
internal static class MatroskaVideo
{
    // Pixels, centimetres, inches and an aspect ratio: each is a shape. 4 is unknown.
    private const int UnknownUnit = 4;

    /// <summary>Reads a complete <c>Video</c> element.</summary>
    public static SourceTrack Read(ReadOnlySpan<byte> video, SourceTrack track)
    {
        var (width, height, displayWidth, displayHeight, unit, roll) = (0, 0, 0, 0, 0, 0d);
        var crop = FrameCrop.None;
        while (Ebml.TryTake(ref video, out var id, out var payload))
        {
            switch (id)
            {
                case MatroskaId.PixelWidth:
                    width = MatroskaHeader.ReadInt(payload);
                    break;
                case MatroskaId.PixelHeight:
                    height = MatroskaHeader.ReadInt(payload);
                    break;
                case MatroskaId.DisplayWidth:
                    displayWidth = MatroskaHeader.ReadInt(payload);
                    break;
                case MatroskaId.DisplayHeight:
                    displayHeight = MatroskaHeader.ReadInt(payload);
                    break;
                case MatroskaId.DisplayUnit:
                    unit = MatroskaHeader.ReadInt(payload);
                    break;
                case MatroskaId.PixelCropLeft:
                    crop = crop with { Left = MatroskaHeader.ReadInt(payload) };
                    break;
                case MatroskaId.PixelCropTop:
                    crop = crop with { Top = MatroskaHeader.ReadInt(payload) };
                    break;
                case MatroskaId.PixelCropRight:
                    crop = crop with { Right = MatroskaHeader.ReadInt(payload) };
                    break;
                case MatroskaId.PixelCropBottom:
                    crop = crop with { Bottom = MatroskaHeader.ReadInt(payload) };
                    break;
                case MatroskaId.Projection:
                    roll = ReadRoll(payload);
                    break;
            }
        }

        crop = crop.In(width, height);
        // Without a display size pixels are square, whatever the frames say; FFmpeg sees it so, too. The roll is counter-clockwise.
        var geometry = new VideoGeometry { Crop = crop, Rotation = QuarterTurns(-roll) };
        if (unit < UnknownUnit && displayWidth > 0 && displayHeight > 0 && width > 0 && height > 0)
        {
            var (shownWidth, shownHeight) = (width - crop.Left - crop.Right, height - crop.Top - crop.Bottom);
            geometry = geometry.WithPixels((double)displayWidth * shownHeight, (double)displayHeight * shownWidth);
        }

        return track with { Width = width, Height = height, Geometry = geometry };
    }

    /// <summary>The nearest quarter turn of an angle in degrees: 0, 90, 180 or 270.</summary>
    private static int QuarterTurns(double degrees) => double.IsFinite(degrees) ? ((((int)Math.Round(degrees % 360 / 90) % 4) + 4) % 4) * 90 : 0;

    /// <summary>The roll of a flat picture in degrees; 0 for that of a sphere, which is not how the frame lies.</summary>
    private static double ReadRoll(ReadOnlySpan<byte> projection)
    {
        var (type, roll) = (0, 0d);
        while (Ebml.TryTake(ref projection, out var id, out var payload))
        {
            if (id == MatroskaId.ProjectionType)
            {
                type = MatroskaHeader.ReadInt(payload);
            }
            else if (id == MatroskaId.ProjectionPoseRoll)
            {
                roll = payload.Length switch
                {
                    4 => BinaryPrimitives.ReadSingleBigEndian(payload),
                    8 => BinaryPrimitives.ReadDoubleBigEndian(payload),
                    _ => 0,
                };
            }
        }

        return type == 0 ? roll : 0;
    }
}
