namespace Kubrick.Transcoder.Containers;

/// <summary>How the container says that a decoded frame is shown: it is cropped, then mirrored, then rotated, and its pixels may not be square.</summary>
internal sealed record VideoGeometry
{
    /// <summary>Shown as it is decoded.</summary>
    public static readonly VideoGeometry Plain = new();

    /// <summary>What claims to be narrower, or wider, is taken for a mistake.</summary>
    public const double MaxAspect = 10;

    /// <summary>What is cut off, in pixels of the decoded frame.</summary>
    public FrameCrop Crop { get; init; } = FrameCrop.None;

    /// <summary>The width of a pixel divided by its height.</summary>
    public double PixelAspect { get; private init; } = 1;

    /// <summary>Whether left and right are exchanged, before the rotation.</summary>
    public bool IsMirrored { get; init; }

    /// <summary>Clockwise: 0, 90, 180 or 270 degrees.</summary>
    public int Rotation { get; init; }

    /// <summary>Whether width and height are exchanged.</summary>
    public bool IsQuarterTurn => Rotation is 90 or 270;

    /// <summary>Whether frames are neither cropped nor turned, and pixels are square.</summary>
    public bool IsPlain => this == Plain;

    /// <summary>With pixels of another shape; the same if it is none.</summary>
    public VideoGeometry WithPixels(double width, double height)
    {
        var aspect = width / height;
        return width > 0 && height > 0 && aspect is >= 1 / MaxAspect and <= MaxAspect ? this with { PixelAspect = Math.Abs(aspect - 1) < 0.001 ? 1 : aspect } : this;
    }

    /// <summary>The size in square pixels as people see it. The height stays, and the width is adapted.</summary>
    public (double Width, double Height) Shown(int width, int height)
    {
        var (w, h) = ((double)(width - Crop.Left - Crop.Right) * PixelAspect, (double)(height - Crop.Top - Crop.Bottom));
        return IsQuarterTurn ? (h, w) : (w, h);
    }
}

/// <summary>What is cut off a frame, in pixels.</summary>
/// <param name="Left">On the left.</param>
/// <param name="Top">At the top.</param>
/// <param name="Right">On the right.</param>
/// <param name="Bottom">At the bottom.</param>
internal sealed record FrameCrop(int Left, int Top, int Right, int Bottom)
{
    /// <summary>Nothing.</summary>
    public static readonly FrameCrop None = new(0, 0, 0, 0);

    /// <summary>The same of a frame that was mirrored, and then rotated clockwise.</summary>
    public FrameCrop Turned(bool isMirrored, int rotation)
    {
        var crop = isMirrored ? this with { Left = Right, Right = Left } : this;
        for (; rotation > 0; rotation -= 90)
        {
            crop = new FrameCrop(crop.Bottom, crop.Left, crop.Top, crop.Right);
        }

        return crop;
    }

    /// <summary>The same if it leaves something of a frame of this size; else nothing.</summary>
    public FrameCrop In(int width, int height) =>
        Math.Min(Math.Min(Left, Right), Math.Min(Top, Bottom)) >= 0 && (long)Left + Right < width && (long)Top + Bottom < height ? this : None;
}
