using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kubrick.Storage.Tests.Keys;

public sealed class StorageKeyOptionsTests
{
    [Theory]
    [InlineData("Video", "", "it must not be empty")]
    [InlineData("Video", "v/{id}.{extension}", "it must hold {sequence}")]
    [InlineData("Video", "v/{sequence}.{extension}", "it must hold {id}")]
    [InlineData("Video", "v/{id}-{sequence}.webm", "it must hold {extension}")]
    [InlineData("Video", "v/{id}-{sequence}.{extension}/", "it must not end with a slash")]
    [InlineData("Video", "v/{id}-{sequence}.{extension}-{id}", "it holds {id} twice")]
    [InlineData("Video", "v/{id}-{sequence:0x}.{extension}", "the format of '{sequence:0x}' must be 1 to 10 zeros")]
    [InlineData("Video", "v/{id}-{sequence:}.{extension}", "the format of '{sequence:}' must be 1 to 10 zeros")]
    [InlineData("Video", "v/{id}-{sequence:00000000000}.{extension}", "the format of '{sequence:00000000000}' must be 1 to 10 zeros")]
    [InlineData("Video", "v/{yyyy:0000}/{id}-{sequence}.{extension}", "'{yyyy:0000}' takes no format")]
    [InlineData("Video", "v/{id:00}-{sequence}.{extension}", "'{id:00}' takes no format")]
    [InlineData("Video", "v/{mm}/{id}-{sequence}.{extension}", "'{mm}' cannot stand there, only {id}, {sequence}, {extension}, {yyyy}, {MM}, {dd}")]
    [InlineData("Video", "v/{number}/{id}-{sequence}.{extension}", "'{number}' cannot stand there")]
    [InlineData("Video", "v/{id}{sequence}.{extension}", "behind {id} must stand what shows where that ends")]
    [InlineData("Video", "v/{id}x{sequence}.{extension}", "behind {id} must stand what shows where that ends")]
    [InlineData("Video", "v/{sequence}7-{id}.{extension}", "behind {sequence} must stand what shows where that ends")]
    [InlineData("Thumbnail", "t/{id", "its braces do not match")]
    [InlineData("Thumbnail", "t/id}", "its braces do not match")]
    [InlineData("Thumbnail", "t/{{id}}", "its braces do not match")]
    [InlineData("Thumbnail", "t/{}", "'{}' cannot stand there")]
    [InlineData("Thumbnail", "/t/{id}", "it must not begin with a slash")]
    [InlineData("Thumbnail", "t//{id}", "it must not hold '//' or '..'")]
    [InlineData("Thumbnail", "../{id}", "it must not hold '//' or '..'")]
    [InlineData("Thumbnail", "t/{id}..jpg", "it must not hold '//' or '..'")]
    [InlineData("Thumbnail", "t/.{id}", "no segment of it may begin with a dot")]
    [InlineData("Thumbnail", "t t/{id}", "it holds ' '")]
    [InlineData("Thumbnail", "t\\{id}", "it holds '\\'")]
    [InlineData("Thumbnail", "t%2f{id}", "it holds '%'")]
    [InlineData("Thumbnail", "t\0/{id}", "it holds U+0000")]
    [InlineData("Thumbnail", "ä/{id}", "it holds 'ä'")]
    [InlineData("Stream", "s/{id}", "it must end with a slash")]
    [InlineData("Stream", "s/", "it must hold {id}")]
    [InlineData("Stream", "s/x-{id}/", "{id} must be a whole segment of it")]
    [InlineData("Stream", "s/{id}-x/", "{id} must be a whole segment of it")]
    [InlineData("Stream", "s/{yyyy}/{id}/", "'{yyyy}' cannot stand there")]
    [InlineData("Previews", "{id}-/", "{id} must be a whole segment of it")]
    [InlineData("Playlist", "a/stream.m3u8", "it must not hold a slash")]
    [InlineData("Playlist", "{id}.m3u8", "'{id}' cannot stand there, which takes no placeholder")]
    [InlineData("Playlist", "checkpoint.json", "that is the name of a worker's notes")]
    [InlineData("Playlist", "segment_00001.ts", "would be read as media", "TransportSegment")]
    [InlineData("Init", "init.mp4", "it must hold {epoch}")]
    [InlineData("Init", "x/init_{epoch}.mp4", "it must not hold a slash")]
    [InlineData("Segment", "segment_{epoch}.m4s", "'{epoch}' cannot stand there, only {number}")]
    [InlineData("Segment", "manifest.m{number}u8", "would be read as media")]
    [InlineData("Segment", "segment_{number}.ts", "Segment, 'segment_{number}.ts', may have the same name", "TransportSegment")]
    [InlineData("Segment", "init_{number:000}.mp4", "may have the same name")]
    [InlineData("Segment", "segment_{number}.7.m4s", "may have the same name", "Part")]
    [InlineData("Part", "segment_{part}.m4s", "it must hold {number}")]
    [InlineData("Part", "segment_{number}{part}.m4s", "behind {number} must stand")]
    [InlineData("Thumbnail", "recordings/2026/01/02/{id}-001.mp4", "may have the same key")]
    [InlineData("Thumbnail", "streams/{id}/stream.m3u8", "that lies below Stream, 'streams/{id}/'")]
    [InlineData("Previews", "streams/{id}/", "that lies below Stream, 'streams/{id}/'")]
    [InlineData("Previews", "streams/{id}/previews/", "that lies below Stream, 'streams/{id}/'")]
    [InlineData("Stream", "thumbnails/{id}.jpg/{id}/", "it holds {id} twice")]
    [InlineData("Video", "previews/{id}/{yyyy}/{sequence}.{extension}", "that lies below Previews, 'previews/{id}/'")]
    public void A_wrong_pattern_stops_the_start_with_one_sentence_that_names_the_setting(string name, string pattern, string fault, string? named = null)
    {
        var failure = Assert.Single(Faults((name, pattern)));
        Assert.StartsWith($"Storage:Keys:{named ?? name} (environment Storage__Keys__{named ?? name}) is '", failure, StringComparison.Ordinal);
        Assert.Contains(fault, failure, StringComparison.Ordinal);
        Assert.EndsWith(".", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_would_be_too_long_is_refused()
    {
        var segment = new string('a', 150);
        Assert.Contains("a segment of it may become longer than 200", Assert.Single(Faults(("Thumbnail", new string('a', 180) + "{id}"))), StringComparison.Ordinal);
        Assert.Contains("longer than 512", Assert.Single(Faults(("Thumbnail", $"{segment}/{segment}/{segment}/{segment}/{{id}}"))), StringComparison.Ordinal);
        Assert.Contains("longer than 312", Assert.Single(Faults(("Stream", $"{segment}/{segment}/{{id}}/"))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_not_a_folder_as_well() =>
        Assert.Contains("lies below Thumbnail, 'media/{id}'", Assert.Single(Faults(("Thumbnail", "media/{id}"), ("Stream", "media/{id}/hls/"))), StringComparison.Ordinal);

    [Fact]
    public void Every_wrong_pattern_has_its_sentence() => Assert.Equal(2, Faults(("Video", "x"), ("Init", "y")).Count());

    [Fact]
    public void Other_patterns_give_other_keys_and_names()
    {
        using var services = Services(
            ("Video", "{id}/original-{sequence}.{extension}"),
            ("Thumbnail", "{id}/thumbnail.jpg"),
            ("Stream", "{id}/live/"),
            ("Previews", "{id}/previews/"),
            ("Playlist", "index.m3u8"),
            ("Init", "{epoch:000}.mp4"),
            ("Segment", "{number:0000000}.m4s"),
            ("TransportSegment", "{number}.ts"),
            ("Part", "{number:0000000}-{part:00}.m4s"));
        services.GetRequiredService<IStartupValidator>().Validate();
        var (keys, names) = (services.GetRequiredService<StorageKeys>(), services.GetRequiredService<MediaNames>());
        Assert.Equal("ab1/original-12.mp4", keys.Video("ab1", DateTimeOffset.UnixEpoch, 12, "video/mp4"));
        Assert.Equal("ab1/thumbnail.jpg", keys.Thumbnail("ab1"));
        Assert.Equal("ab1/live/index.m3u8", keys.Playlist("ab1"));
        Assert.Equal("ab1/previews/", keys.PreviewPrefix("ab1"));
        Assert.Equal("ab1/live/0000042-03.m4s", keys.Media("ab1", names.Part(42, 3)));
        Assert.Equal(new MediaName(MediaKind.Init, 1, -1, -1), names.Parse("001.mp4"));
        Assert.Equal(new MediaName(MediaKind.TransportSegment, -1, 1, -1), names.Parse("1.ts"));
        Assert.Null(names.Parse("01.ts"));
        Assert.Null(names.Parse("segment_00001.m4s"));
    }

    [Fact]
    public void The_keys_can_be_had_without_a_storage()
    {
        using var services = Services();
        Assert.NotNull(services.GetRequiredService<StorageKeys>());
        Assert.Null(services.GetService<IObjectReader>());
        Assert.Same(services.GetRequiredService<StorageKeys>(), services.GetRequiredService<StorageKeys>());
    }

    private static ServiceProvider Services(params (string Name, string Pattern)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(setting => "Storage:Keys:" + setting.Name, string? (setting) => setting.Pattern))
            .Build();
        return new ServiceCollection().AddStorageKeys(configuration).BuildServiceProvider();
    }

    private static IEnumerable<string> Faults(params (string Name, string Pattern)[] settings)
    {
        using var services = Services(settings);
        return Assert.Throws<OptionsValidationException>(services.GetRequiredService<IStartupValidator>().Validate).Failures;
    }
}
