using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Kubrick.Storage.Containers;
using Kubrick.Transcoder.Containers;
using Kubrick.Transcoder.FFmpeg;
using Kubrick.Transcoder.Tests.Containers;
using Kubrick.Transcoder.Tests.Fixtures;

namespace Kubrick.Transcoder.Tests.FFmpeg;

/// <summary>Video comes out as people see it: upright, whole, and with square pixels; and H.264 is copied only where every player shows it so.</summary>
public sealed class GeometryTests
{
    // Red on the left, green in the upper half of the right, and blue below: every turn is another picture.
    private const string Picture =
        "color=red:s=160x240:r=10:d=0.5[a];color=lime:s=160x120:r=10:d=0.5[b];color=blue:s=160x120:r=10:d=0.5[c];[b][c]vstack[d];[a][d]hstack,format=yuv420p";

    [Theory]
    // The matrix of a track, and the corners from the upper left on, line by line.
    [InlineData("1 0 0 1", 320, 240, "rgrb")]
    [InlineData("0 1 -1 0", 240, 320, "rrbg")]
    [InlineData("-1 0 0 -1", 320, 240, "brgr")]
    [InlineData("0 -1 1 0", 240, 320, "gbrr")]
    [InlineData("-1 0 0 1", 320, 240, "grbr")]
    [InlineData("1 0 0 -1", 320, 240, "rbrg")]
    [InlineData("0 1 1 0", 240, 320, "rrgb")]
    [InlineData("0 -1 -1 0", 240, 320, "bgrr")]
    public async Task A_phones_MP4_is_upright(string matrix, int width, int height, string corners)
    {
        var source = await Mp4Async();
        WriteMatrix(source, [.. matrix.Split(' ').Select(number => int.Parse(number, CultureInfo.InvariantCulture))]);

        var plan = Read(ContainerKind.Mp4, source);

        Assert.Equal(matrix == "1 0 0 1", plan.CopiesVideo);
        await AssertShownAsync(plan, source, width, height, corners, isEncoded: !plan.CopiesVideo);
    }

    [Theory]
    [InlineData("setsar=2", 640, 240)]
    [InlineData("setsar=1/2", 160, 240)]
    [InlineData("setsar=16/11", 466, 240)]
    [InlineData("null", 320, 240)]
    public async Task Pixels_become_square(string filter, int width, int height)
    {
        foreach (var encoder in (string[])["libvpx", "libx264"])
        {
            var source = await MadeClip.VideoAsync(filter, encoder, Picture);
            var plan = Read(ContainerKind.Matroska, source);
            Assert.Equal(encoder == "libx264" && filter == "null", plan.CopiesVideo);
            await AssertShownAsync(plan, source, width, height, "rgrb", isEncoded: !plan.CopiesVideo);
        }
    }

    [Theory]
    [InlineData("pasp", 640)]
    // A box that says nothing in the place of the one that says it.
    [InlineData("free", 640)]
    public async Task MP4_says_the_shape_of_pixels_or_its_frames_do(string box, int width)
    {
        var source = await Mp4Async("setsar=2");
        var at = source.AsSpan().IndexOf("pasp"u8);
        Encoding.ASCII.GetBytes(box).CopyTo(source, at);

        var plan = Read(ContainerKind.Mp4, source);

        Assert.Equal((2, 1, 2d), (plan.Source.Video!.Avc!.PixelWidth, plan.Source.Video.Avc.PixelHeight, plan.Source.Video.Geometry.PixelAspect));
        await AssertShownAsync(plan, source, width, 240, "rgrb");
    }

    [Fact]
    public async Task In_Matroska_the_container_decides()
    {
        var source = await MadeClip.VideoAsync("setsar=2", "libx264", Picture);
        var plain = Replace(Replace(source, "54B0", "54CC", 0), "54BA", "54DD", 0);

        // It is not copied, because players may believe the frames.
        await AssertShownAsync(Read(ContainerKind.Matroska, plain), plain, 320, 240, "rgrb");
    }

    [Theory]
    [InlineData("54CC", "54DD", 160, 100, 60, "gb")]
    [InlineData("54BB", "54AA", 120, 100, 220, "bb")]
    [InlineData("54CC", "54DD", 160, 160, 320, "rgrb")]
    public async Task What_is_cropped_is_not_shown(string first, string second, int firstCut, int secondCut, int left, string corners)
    {
        var made = await MadeClip.VideoAsync("setsar=2", "libvpx", Picture);
        var source = Replace(Replace(made, "54B0", first, firstCut), "54BA", second, secondCut);

        var plan = Read(ContainerKind.Matroska, source);

        var isWidth = first == "54CC";
        // A crop that leaves nothing is a mistake.
        var (width, height) = corners.Length == 4 ? (320, 240) : isWidth ? (left, 240) : (320, 240 - firstCut - secondCut);
        Assert.Equal(corners.Length == 4, plan.Source.Video!.Geometry.Crop == FrameCrop.None);
        var shown = corners.Length == 4 ? corners : isWidth ? $"{corners[0]}{corners[0]}{corners[1]}{corners[1]}" : $"r{corners[0]}r{corners[1]}";
        await AssertShownAsync(plan, source, width, height, shown);
    }

    [Fact]
    public async Task What_is_cropped_does_not_count_in_the_displayed_size()
    {
        // 320 x 240, of which 80 are cut off on the left, and shown as 240 x 240. FFmpeg takes the display size for that of the whole frame.
        var made = await MadeClip.VideoAsync("null", "libvpx", Picture);
        var plan = Read(ContainerKind.Matroska, made);
        var cropped = plan.Source.Video! with { Geometry = new VideoGeometry { Crop = new FrameCrop(80, 0, 0, 0) } };
        await AssertShownAsync(plan with { Source = new SourceHeader(ContainerKind.Matroska, plan.Source.Bytes, [cropped]) }, made, 240, 240, "rgrb");
        var source = await MadeClip.VideoAsync("setsar=3/4", "libvpx", Picture);
        plan = Read(ContainerKind.Matroska, source);
        // What FFmpeg makes of a display size of 240 x 240: pixels of 3:4.
        Assert.Equal(0.75, plan.Source.Video!.Geometry.PixelAspect, 3);
        await AssertShownAsync(plan with { Source = new SourceHeader(ContainerKind.Matroska, plan.Source.Bytes, [cropped]) }, source, 240, 240, "rgrb");
    }

    [Theory]
    // Shapes of pixels that are no cameras', in the place of the real ones.
    [InlineData(255, 1)]
    [InlineData(1, 255)]
    public async Task An_impossible_shape_of_pixels_is_ignored(int width, int height)
    {
        var source = Replace(Replace(await MadeClip.VideoAsync("setsar=2", "libvpx", Picture), "54B0", "54B0", width), "54BA", "54BA", height);
        await AssertShownAsync(Read(ContainerKind.Matroska, source), source, 320, 240, "rgrb");
    }

    [Theory]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    [InlineData(12345)]
    public void A_matrix_that_is_no_turn_is_ignored(int number)
    {
        foreach (var field in (int[])[0, 1, 3, 4])
        {
            var tkhd = new byte[84];
            BinaryPrimitives.WriteInt32BigEndian(tkhd.AsSpan(40), 1 << 16);
            BinaryPrimitives.WriteInt32BigEndian(tkhd.AsSpan(56), 1 << 16);
            BinaryPrimitives.WriteInt32BigEndian(tkhd.AsSpan(40 + (field * 4)), number);
            Assert.True(Mp4Video.ReadMatrix(tkhd, VideoGeometry.Plain).IsPlain);
        }
    }

    [Fact]
    public void A_clean_aperture_is_a_crop()
    {
        // 300 x 200 of 320 x 240, with its centre 5 to the right and 10 above that of the frame.
        byte[] clap = [.. ((int[])[300, 1, 200, 1, 10, 2, -10, 1]).SelectMany(number => BitConverter.GetBytes(BinaryPrimitives.ReverseEndianness(number)))];
        byte[] box = [0, 0, 0, 40, .. "clap"u8, .. clap];
        var entry = new byte[86];
        (entry[32], entry[33], entry[35]) = (1, 64, 240);
        var track = Mp4Video.ReadSampleEntry([.. entry, .. box], new SourceTrack(1, TrackKind.Video, "avc1", 0, 0, 1000));
        Assert.Equal(new FrameCrop(15, 10, 5, 30), track.Geometry.Crop);
        Assert.Equal((300d, 200d), track.Shown);
        Assert.Equal(new FrameCrop(30, 15, 10, 5), track.Geometry.Crop.Turned(isMirrored: false, 90));
        Assert.Equal(new FrameCrop(5, 10, 15, 30), track.Geometry.Crop.Turned(isMirrored: true, 0));
    }

    [Theory]
    [InlineData(90, 240, 320, "rrbg")]
    [InlineData(180, 320, 240, "brgr")]
    [InlineData(270, 240, 320, "gbrr")]
    public async Task Matroska_is_turned_by_its_roll(int rotation, int width, int height, string corners)
    {
        var source = await MadeClip.VideoAsync("null", "libvpx", Picture);
        var plan = Read(ContainerKind.Matroska, source);
        var turned = plan.Source.Video! with { Geometry = new VideoGeometry { Rotation = rotation } };
        await AssertShownAsync(plan with { Source = new SourceHeader(ContainerKind.Matroska, plan.Source.Bytes, [turned]) }, source, width, height, corners);
    }

    [Theory]
    [InlineData(-90f, 0, 90)]
    [InlineData(90f, 0, 270)]
    [InlineData(180f, 0, 180)]
    [InlineData(-180f, 0, 180)]
    [InlineData(-88f, 0, 90)]
    [InlineData(0f, 0, 0)]
    [InlineData(float.NaN, 0, 0)]
    // Of a sphere: how its viewer looks at it.
    [InlineData(-90f, 1, 0)]
    public void The_roll_is_counter_clockwise(float roll, byte type, int rotation)
    {
        var degrees = new byte[4];
        BinaryPrimitives.WriteSingleBigEndian(degrees, roll);
        byte[] video =
        [
            .. MadeMatroska.Element("B0", [1, 64]), .. MadeMatroska.Element("BA", [240]),
            .. MadeMatroska.Element("7670", [.. MadeMatroska.Element("7671", [type]), .. MadeMatroska.Element("7675", degrees)]),
        ];
        var track = MatroskaVideo.Read(video, new SourceTrack(1, TrackKind.Video, "V_VP8", 0, 0, 1000));
        Assert.Equal((320, 240, rotation), (track.Width, track.Height, track.Geometry.Rotation));
    }

    [Theory]
    [InlineData("-profile:v baseline", true)]
    [InlineData("-profile:v main", true)]
    [InlineData("-profile:v high", true)]
    [InlineData("-pix_fmt yuv420p10le", false)]
    [InlineData("-pix_fmt yuv422p", false)]
    [InlineData("-pix_fmt yuv444p", false)]
    [InlineData("-flags +ilme+ildct", false)]
    public async Task H264_is_copied_where_every_player_shows_it(string options, bool isCopied)
    {
        // Without its own scene cuts and modes an ultrafast encoder stays in the lower profiles.
        var source = await MadeClip.H264Async(["-preset", "veryfast", .. options.Split(' ')]);

        var plan = Read(ContainerKind.Matroska, source);

        Assert.NotNull(plan.Source.Video!.Avc);
        Assert.Equal(isCopied, plan.CopiesVideo);
        var output = await MediaTool.RunAsync("ffmpeg", FFmpegArguments.Build(plan), source);
        Assert.Equal((100, "yuv420p"), (await MediaTool.CountFramesAsync(output), await FormatAsync(output)));
    }

    [Theory]
    [InlineData("480p", 1280, 720, false)]
    [InlineData("720p", 1280, 720, true)]
    [InlineData("720p", 1600, 720, true)]
    [InlineData("720p", 720, 1280, true)]
    [InlineData("1080p", 3840, 2160, false)]
    public void H264_is_copied_within_the_size_of_the_quality(string quality, int width, int height, bool isCopied)
    {
        var track = new SourceTrack(1, TrackKind.Video, "avc1", width, height, 1000);
        Assert.Equal(isCopied, new FFmpegPlan(new SourceHeader(ContainerKind.Mp4, default, [track]), VideoQuality.Of(quality), new TranscoderOptions()).CopiesVideo);
    }

    private static async Task AssertShownAsync(FFmpegPlan plan, byte[] source, int width, int height, string corners, bool isEncoded = true)
    {
        var arguments = FFmpegArguments.Build(plan).ToList();
        Assert.Equal(isEncoded, arguments.Contains("libx264"));
        var output = await MediaTool.RunAsync("ffmpeg", arguments, source);

        // As a player shows it: with the matrix and the shape of pixels that the output states.
        var size = Encoding.ASCII.GetString(await MediaTool.RunAsync(
            "ffprobe", ["-v", "error", "-select_streams", "v", "-show_entries", "stream=width,height,sample_aspect_ratio:stream_side_data=rotation", "-of", "csv=p=0", "-i", "pipe:0"], output)).Trim();
        Assert.Contains(size, (string[])[$"{width},{height},1:1", $"{width},{height},N/A"]);
        var frame = await MediaTool.RunAsync("ffmpeg", ["-v", "error", "-i", "pipe:0", "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"], output);
        Assert.Equal(width * height * 3, frame.Length);
        (double X, double Y)[] places = [(0.1, 0.1), (0.9, 0.1), (0.1, 0.9), (0.9, 0.9)];
        Assert.Equal(corners, string.Concat(places.Select(place => Colour(frame.AsSpan((((int)(place.Y * height) * width) + (int)(place.X * width)) * 3)))));
    }

    private static char Colour(ReadOnlySpan<byte> pixel) => (pixel[0] > 128, pixel[1] > 128, pixel[2] > 128) switch
    {
        (true, false, false) => 'r',
        (false, true, false) => 'g',
        (false, false, true) => 'b',
        _ => '?',
    };

    private static async Task<string> FormatAsync(byte[] output) => Encoding.ASCII.GetString(await MediaTool.RunAsync(
        "ffprobe", ["-v", "error", "-select_streams", "v", "-show_entries", "stream=pix_fmt", "-of", "csv=p=0", "-i", "pipe:0"], output)).Trim();

    private static FFmpegPlan Read(ContainerKind container, byte[] source)
    {
        var reader = SourceReader.Of(container);
        reader.Append(source);
        return new FFmpegPlan(reader.Header!, VideoQuality.Of("720p"), new TranscoderOptions());
    }

    private static async Task<byte[]> Mp4Async(string filter = "null") => [.. await MediaTool.RunAsync(
        "ffmpeg",
        ["-v", "error", "-i", "pipe:0", "-c", "copy", "-f", "mp4", "-movflags", "+frag_keyframe+empty_moov+default_base_moof", "pipe:1"],
        await MadeClip.VideoAsync(filter, "libx264", Picture))];

    private static void WriteMatrix(byte[] mp4, int[] numbers)
    {
        var at = mp4.AsSpan().IndexOf("tkhd"u8) + 4 + 40;
        foreach (var (index, field) in ((int, int)[])[(0, 0), (1, 1), (2, 3), (3, 4)])
        {
            BinaryPrimitives.WriteInt32BigEndian(mp4.AsSpan(at + (field * 4)), numbers[index] << 16);
        }
    }

    /// <summary>Another element of the same size in the place of the first one with an id of two bytes.</summary>
    private static byte[] Replace(byte[] matroska, string id, string other, int value)
    {
        byte[] bytes = [.. matroska];
        // With its size of one byte, so that it is no chance.
        var at = bytes.AsSpan().IndexOf(Convert.FromHexString(id + "81"));
        var size = bytes[at + 2] & 0x7F;
        Convert.FromHexString(other).CopyTo(bytes, at);
        for (var index = 0; index < size; index++)
        {
            bytes[at + 3 + index] = (byte)(value >> (8 * (size - 1 - index)));
        }

        return bytes;
    }
}
