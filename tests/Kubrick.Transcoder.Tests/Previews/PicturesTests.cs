using Kubrick.Transcoder.Previews;
using Kubrick.Transcoder.Tests.Fixtures;

namespace Kubrick.Transcoder.Tests.Previews;

/// <summary>The thumbnail and the storyboard.</summary>
public sealed class PicturesTests : PreviewTests
{
    [Fact]
    public async Task The_thumbnail_is_no_black_picture_and_has_the_displayed_size()
    {
        // A second of black before the picture, in pixels that are twice as wide as high.
        var copy = await MakeCopyAsync(await MadeClip.VideoAsync("drawbox=t=fill:c=black:enable='lt(t,1)',setsar=2"));

        var thumbnail = await Maker.MakeThumbnailAsync(copy, Folder, Cancel);

        Assert.Equal(("thumbnail.jpg", "image/jpeg"), (thumbnail?.Name, thumbnail?.MimeType));
        Assert.Equal(("320", "120"), (await StreamAsync(thumbnail!.Path, "width"), await StreamAsync(thumbnail.Path, "height")));
        Assert.True((await GreyAsync(thumbnail.Path)).Average(pixel => pixel) > 60);
        var first = Hash(thumbnail);
        Assert.Equal(first, Hash((await Maker.MakeThumbnailAsync(copy, Folder, Cancel))!));
    }

    [Fact]
    public async Task A_video_that_is_black_has_a_black_thumbnail()
    {
        var copy = await MakeCopyAsync(await MadeClip.VideoAsync("null", source: "color=black:s=1280x720:r=25:d=2"));

        var thumbnail = await Maker.MakeThumbnailAsync(copy, Folder, Cancel);

        Assert.Equal(("640", "360"), (await StreamAsync(thumbnail!.Path, "width"), await StreamAsync(thumbnail.Path, "height")));
    }

    [Fact]
    public async Task Turned_video_has_an_upright_thumbnail_and_storyboard()
    {
        var video = await MadeClip.VideoAsync("null", "libx264");
        var copy = await MakeCopyAsync(await MadeClip.FileAsync("turned.mp4", video, "-c", "copy", "-metadata:s:v:0", "rotate=90"));

        var thumbnail = await Maker.MakeThumbnailAsync(copy, Folder, Cancel);
        var sprite = (await Maker.MakeStoryboardAsync(copy, Folder, Cancel))[0];

        Assert.Equal(("120", "160"), (await StreamAsync(thumbnail!.Path, "width"), await StreamAsync(thumbnail.Path, "height")));
        Assert.Equal(("640", "426"), (await StreamAsync(sprite.Path, "width"), await StreamAsync(sprite.Path, "height")));
    }

    [Fact]
    public async Task The_storyboard_has_a_sprite_for_100_pictures_and_one_for_the_rest()
    {
        // 1,014 s with a keyframe every 256 s, each brighter than the one before.
        var bytes = await MadeClip.VideoAsync("geq=lum='16+N*2':cb=128:cr=128,setpts=N*10.24/TB", source: "color=black:s=64x36:r=25:d=4");
        var copy = await MakeCopyAsync(bytes);

        var files = await Maker.MakeStoryboardAsync(copy, Folder, Cancel);

        Assert.Equal(["storyboard_0.jpg", "storyboard_1.jpg", "storyboard.vtt"], files.Select(file => file.Name));
        Assert.Equal(("3200", "1800"), (await StreamAsync(files[0].Path, "width"), await StreamAsync(files[0].Path, "height")));
        Assert.Equal(("640", "180"), (await StreamAsync(files[1].Path, "width"), await StreamAsync(files[1].Path, "height")));
        var grey = await GreyAsync(files[0].Path);
        var brightness = Enumerable.Range(0, 100).Select(index => (int)grey[(((index / 10 * 180) + 90) * 3200) + (index % 10 * 320) + 160]).ToList();
        Assert.All(brightness.Zip(brightness.Skip(1)), pair => Assert.InRange(pair.Second, pair.First - 2, 255));
        Assert.True(brightness[99] - brightness[0] > 100);
        var hashes = files.Select(Hash).ToList();
        Assert.Equal(hashes, (await Maker.MakeStoryboardAsync(copy, Folder, Cancel)).Select(Hash));
    }

    [Theory]
    [InlineData("vp8-resize")]
    [InlineData("h264-late-picture")]
    public async Task A_video_that_changes_its_size_or_starts_late_has_every_picture(string name)
    {
        var copy = await MakeCopyAsync(Fixture.Load(name).Bytes);

        var files = await Maker.MakeStoryboardAsync(copy, Folder, Cancel);

        Assert.Equal(["storyboard_0.jpg", "storyboard.vtt"], files.Select(file => file.Name));
        Assert.Equal(("640", "180"), (await StreamAsync(files[0].Path, "width"), await StreamAsync(files[0].Path, "height")));
        Assert.NotNull(await Maker.MakeThumbnailAsync(copy, Folder, Cancel));
    }

    [Fact]
    public async Task Audio_alone_has_no_pictures()
    {
        var copy = await MakeCopyAsync(Fixture.Load("opus-audio-only").Bytes);

        Assert.Null(await Maker.MakeThumbnailAsync(copy, Folder, Cancel));
        Assert.Empty(await Maker.MakeStoryboardAsync(copy, Folder, Cancel));
    }

    [Theory]
    [InlineData(0.02, 2, 1, 0, 1)]
    [InlineData(15, 2, 8, 0, 8)]
    [InlineData(200, 2, 100, 1, 0)]
    [InlineData(200.02, 3, 67, 0, 67)]
    [InlineData(3600, 10, 360, 3, 60)]
    [InlineData(43_200, 10, 4320, 43, 20)]
    [InlineData(400_000, 40, 10_000, 100, 0)]
    public void Pictures_are_2_to_10_s_apart_and_bounded_in_number(double duration, int interval, int pictures, int full, int rest)
    {
        var plan = StoryboardPlan.For(duration, 1280, 720);

        Assert.Equal((interval, pictures, full, rest), (plan.Interval, plan.Pictures, plan.FullSprites, plan.Rest));
        Assert.Equal((320, 180), (plan.Width, plan.Height));
    }

    [Theory]
    [InlineData(4000, 2, 2)]
    [InlineData(2, 4000, 960)]
    [InlineData(1080, 2340, 694)]
    public void A_pictures_height_is_even_and_bounded(int width, int height, int expected) => Assert.Equal(expected, StoryboardPlan.For(10, width, height).Height);

    [Fact]
    public void The_index_names_sprite_and_rectangle_and_ends_with_the_video()
    {
        var lines = StoryboardPlan.For(1005.5, 1280, 720).ToWebVtt().Split('\n');

        Assert.Equal("WEBVTT", lines[0]);
        Assert.Equal(["", "00:00:00.000 --> 00:00:10.000", "storyboard_0.jpg#xywh=0,0,320,180", ""], lines[1..5]);
        Assert.Contains("storyboard_0.jpg#xywh=2880,1620,320,180", lines);
        Assert.Equal(["00:16:40.000 --> 00:16:45.500", "storyboard_1.jpg#xywh=0,0,320,180", ""], lines[^3..]);
    }
}
