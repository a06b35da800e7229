namespace Kubrick.Transcoder.Originals;

/// <summary>A video track, as ffprobe reports it.</summary>
/// <param name="Index">Its index in the container.</param>
/// <param name="Codec">FFmpeg's name of the codec, such as <c>vp8</c>.</param>
/// <param name="Tag">The four characters of the codec in MP4.</param>
/// <param name="Profile">The codec's profile.</param>
/// <param name="Picture">The size of its pictures.</param>
/// <param name="PixelFormat">FFmpeg's name of the pixel format, such as <c>yuv420p</c>.</param>
/// <param name="Parameters">A hash of the codec's parameters (H.264: SPS and PPS); null when the container has none.</param>
internal sealed record VideoTrack(int Index, string Codec, string Tag, string Profile, PictureSize Picture, string PixelFormat, string? Parameters);

/// <summary>The size of pictures.</summary>
/// <param name="Width">The coded width in pixels.</param>
/// <param name="Height">The coded height in pixels.</param>
/// <param name="PixelAspect">A pixel's width divided by its height.</param>
/// <param name="Rotation">By how many degrees a player turns them clockwise: 0, 90, 180 or 270.</param>
internal sealed record PictureSize(int Width, int Height, double PixelAspect, int Rotation)
{
    /// <summary>The number of coded pixels.</summary>
    public long Pixels => (long)Width * Height;

    /// <summary>The displayed size: with square pixels, turned, and even.</summary>
    public (int Width, int Height) Display
    {
        get
        {
            var (width, height) = (Even(Width * PixelAspect), Even(Height));
            return Rotation is 90 or 270 ? (height, width) : (width, height);
        }
    }

    private static int Even(double pixels) => Math.Max(2, (int)Math.Round(pixels / 2, MidpointRounding.AwayFromZero) * 2);
}

/// <summary>An audio track, as ffprobe reports it.</summary>
/// <param name="Index">Its index in the container.</param>
/// <param name="Codec">FFmpeg's name of the codec, such as <c>opus</c>.</param>
/// <param name="SampleRate">Samples per second.</param>
/// <param name="Channels">The number of channels.</param>
/// <param name="Parameters">A hash of the codec's parameters; null when the container has none.</param>
internal sealed record AudioTrack(int Index, string Codec, int SampleRate, int Channels, string? Parameters);
