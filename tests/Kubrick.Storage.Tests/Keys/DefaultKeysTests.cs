using FsCheck;
using FsCheck.Fluent;
using Kubrick.Storage.Keys;

namespace Kubrick.Storage.Tests.Keys;

/// <summary>The keys and names of the contract are those of the settings' defaults.</summary>
public sealed class DefaultKeysTests
{
    private const string Id = "0123456789abcdef01234567";

    private static readonly StorageKeys Keys = new(new StorageKeyOptions());

    private static readonly MediaNames Names = new(new StorageKeyOptions());

    [Fact]
    public void The_keys_are_those_of_the_contract()
    {
        var at = new DateTimeOffset(2026, 3, 9, 23, 30, 0, TimeSpan.FromHours(-2));
        Assert.Equal($"recordings/2026/03/10/{Id}-007.webm", Keys.Video(Id, at, 7, "video/webm"));
        Assert.Equal($"recordings/2026/03/10/{Id}-1234.mp4", Keys.Video(Id, at, 1234, "video/mp4"));
        Assert.Equal($"recordings/2026/03/10/{Id}-007.mp4", Keys.Video(Id, at, 7, "audio/mp4"));
        Assert.Equal($"thumbnails/{Id}.jpg", Keys.Thumbnail(Id));
        Assert.Equal($"streams/{Id}/", Keys.StreamPrefix(Id));
        Assert.Equal($"streams/{Id}/stream.m3u8", Keys.Playlist(Id));
        Assert.Equal($"streams/{Id}/checkpoint.json", Keys.Checkpoint(Id));
        Assert.Equal($"previews/{Id}/", Keys.PreviewPrefix(Id));
        Assert.Equal($"previews/{Id}/storyboard_12.jpg", Keys.Preview(Id, "storyboard_12.jpg"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData(".hidden")]
    [InlineData("../waveform.json")]
    [InlineData("folder/waveform.json")]
    [InlineData("wave form.json")]
    [InlineData("waveform.json\n")]
    [InlineData("wavef\u00f6rm.json")]
    public void A_preview_has_a_name_of_one_segment(string name) => Assert.Throws<ArgumentException>(() => Keys.Preview(Id, name));

    [Fact]
    public void A_preview_has_a_name_of_at_most_200_characters()
    {
        Assert.EndsWith(new string('a', 200), Keys.Preview(Id, new string('a', 200)), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Keys.Preview(Id, new string('a', 201)));
    }

    [Fact]
    public void The_names_are_those_of_the_contract()
    {
        Assert.Equal("init_0.mp4", Names.Init(0));
        Assert.Equal("init_12.mp4", Names.Init(12));
        Assert.Equal("segment_00000.m4s", Names.Segment(0));
        Assert.Equal("segment_123456.m4s", Names.Segment(123_456));
        Assert.Equal("segment_00042.ts", Names.TransportSegment(42));
        Assert.Equal("segment_00042.0.m4s", Names.Part(42, 0));
        Assert.Equal($"streams/{Id}/segment_00042.m4s", Keys.Media(Id, Names.Segment(42)));
    }

    [Fact]
    public void Every_name_is_read_back_as_what_it_is()
    {
        var numbers = Gen.OneOf(Gen.Choose(0, 200_000), Gen.Choose(0, 999_999_999));
        Check.QuickThrowOnFailure(Prop.ForAll(numbers.Zip(numbers).ToArbitrary(), pair =>
        {
            var (number, part) = pair;
            return Names.Parse(Names.Init(number)) == new MediaName(MediaKind.Init, number, -1, -1)
                && Names.Parse(Names.Segment(number)) == new MediaName(MediaKind.Segment, -1, number, -1)
                && Names.Parse(Names.TransportSegment(number)) == new MediaName(MediaKind.TransportSegment, -1, number, -1)
                && Names.Parse(Names.Part(number, part)) == new MediaName(MediaKind.Part, -1, number, part);
        }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("stream.m3u8")]
    [InlineData("checkpoint.json")]
    [InlineData("manifest.m3u8")]
    [InlineData("segment_0.m4s")]
    [InlineData("segment_000001.m4s")]
    [InlineData("segment_00001.m4s\n")]
    [InlineData(" segment_00001.m4s")]
    [InlineData("segment_0000١.m4s")]
    [InlineData("SEGMENT_00001.m4s")]
    [InlineData("segment_00001.-1.m4s")]
    [InlineData("segment_00001.01.m4s")]
    [InlineData("segment_00001.1234567890.m4s")]
    [InlineData("segment_00001.0.ts")]
    [InlineData("segment_9999999999999999999.m4s")]
    [InlineData("init_00.mp4")]
    [InlineData("init_.mp4")]
    [InlineData("init_1234567890.mp4")]
    [InlineData("../init_0.mp4")]
    public void Other_names_mean_nothing(string name) => Assert.Null(Names.Parse(name));
}
