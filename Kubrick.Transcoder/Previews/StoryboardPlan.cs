using System.Globalization;
using System.Text;

namespace Kubrick.Transcoder.Previews;

/// <summary>How a storyboard is divided: a picture every few seconds, in sprites of 10 x 10.</summary>
/// <param name="Duration">The video's duration in seconds.</param>
/// <param name="Interval">The distance of pictures in seconds.</param>
/// <param name="Pictures">How many there are.</param>
/// <param name="Width">A picture's width in pixels.</param>
/// <param name="Height">A picture's height in pixels.</param>
internal sealed record StoryboardPlan(double Duration, int Interval, int Pictures, int Width, int Height)
{
    /// <summary>The pictures in a row, and the rows of a sprite.</summary>
    public const int Side = 10;

    /// <summary>The pictures of a sprite.</summary>
    public const int PerSprite = Side * Side;

    private const int PictureWidth = 320;

    // Three times as high as wide: beyond that a sprite would be too large to decode in a page.
    private const int MaxPictureHeight = 960;
    private const int MinInterval = 2;
    private const int MaxInterval = 10;

    // Only a video of more than a day has pictures that are further apart.
    private const int MaxPictures = 10_000;

    // A rest of less than this has no picture of its own.
    private const double MinRest = 0.05;

    /// <summary>How many sprites are full.</summary>
    public int FullSprites => Pictures / PerSprite;

    /// <summary>How many pictures the last sprite has when it is not full; otherwise 0.</summary>
    public int Rest => Pictures % PerSprite;

    /// <summary>How many pictures a row of the last sprite has when it is not full.</summary>
    public int RestColumns => Math.Min(Rest, Side);

    /// <summary>How many rows the last sprite has when it is not full.</summary>
    public int RestRows => (Rest + Side - 1) / Side;

    /// <summary>Plans the storyboard of a video.</summary>
    /// <param name="duration">Its duration in seconds.</param>
    /// <param name="width">Its displayed width in pixels.</param>
    /// <param name="height">Its displayed height in pixels.</param>
    public static StoryboardPlan For(double duration, int width, int height)
    {
        // One sprite is enough for a video of up to 1,000 s.
        var interval = Math.Clamp((int)Math.Ceiling(duration / PerSprite), MinInterval, MaxInterval);
        interval = Math.Max(interval, (int)Math.Ceiling(duration / MaxPictures));
        var pictures = Math.Max(1, (int)Math.Ceiling((duration - MinRest) / interval));
        var pictureHeight = (int)Math.Clamp(Math.Round(PictureWidth / 2.0 * height / width) * 2, 2, MaxPictureHeight);
        return new StoryboardPlan(duration, interval, pictures, PictureWidth, pictureHeight);
    }

    /// <summary>The index in WebVTT: for each time the picture in a sprite, by the sprite's name and a rectangle.</summary>
    public string ToWebVtt()
    {
        var text = new StringBuilder("WEBVTT\n");
        for (var index = 0; index < Pictures; index++)
        {
            var (sprite, place) = (index / PerSprite, index % PerSprite);
            var end = index + 1 < Pictures ? (index + 1) * Interval : Math.Max(Duration, (index * Interval) + 0.001);
            text.Append(
                CultureInfo.InvariantCulture,
                $"\n{Time(index * Interval)} --> {Time(end)}\n{PreviewNames.Sprite(sprite)}#xywh={place % Side * Width},{place / Side * Height},{Width},{Height}\n");
        }

        return text.ToString();
    }

    private static string Time(double seconds)
    {
        var time = TimeSpan.FromMilliseconds(Math.Round(seconds * 1000));
        return string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours:00}:{time.Minutes:00}:{time.Seconds:00}.{time.Milliseconds:000}");
    }
}
