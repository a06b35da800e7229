using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kubrick.Storage.Tests.Keys;

public sealed class StorageKeyOptionsTests
{
    [Theory]
    [InlineData("Video", "", "it must not be empty")]
    [InlineData("Video", "v/{id}.{extension}", "it must contain {sequence}")]
    [InlineData("Video", "v/{sequence}.{extension}", "it must contain {id}")]
    [InlineData("Video", "v/{id}-{sequence}.webm", "it must contain {extension}")]
    [InlineData("Video", "v/{id}-{sequence}.{extension}/", "a key consists of segments")]
    [InlineData("Video", "v/{id}-{sequence}.{extension}-{id}", "it contains {id} twice")]
    [InlineData("Video", "v/{id}-{sequence:0x}.{extension}", "'{sequence:0x}' is not one of its placeholders")]
    [InlineData("Video", "v/{id}-{sequence:}.{extension}", "'{sequence:}' is not one of its placeholders")]
    [InlineData("Video", "v/{id}-{sequence:00000000000}.{extension}", "the format of {sequence} has more than 10 zeros")]
    [InlineData("Video", "v/{yyyy:0000}/{id}-{sequence}.{extension}", "{yyyy} takes no format")]
    [InlineData("Video", "v/{id:00}-{sequence}.{extension}", "{id} takes no format")]
    [InlineData("Video", "v/{mm}/{id}-{sequence}.{extension}", "'{mm}' is not one of its placeholders: {id}, {sequence}, {extension}, {yyyy}, {MM}, {dd}")]
    [InlineData("Video", "v/{number}/{id}-{sequence}.{extension}", "'{number}' is not one of its placeholders")]
    [InlineData("Video", "v/{id}{sequence}.{extension}", "after {id} must follow '-', '_', '.', '/' or nothing")]
    [InlineData("Video", "v/{id}x{sequence}.{extension}", "after {id} must follow '-', '_', '.', '/' or nothing")]
    [InlineData("Video", "v/{sequence}7-{id}.{extension}", "after {sequence} must follow '-', '_', '.', '/' or nothing")]
    [InlineData("Thumbnail", "t/{id", "'{id' is not one of its placeholders")]
    [InlineData("Thumbnail", "t/id}", "'}' is not one of its placeholders")]
    [InlineData("Thumbnail", "t/{{id}}", "'{' is not one of its placeholders")]
    [InlineData("Thumbnail", "t/{}", "'{}' is not one of its placeholders")]
    [InlineData("Thumbnail", "/t/{id}", "a key consists of segments")]
    [InlineData("Thumbnail", "t//{id}", "a key consists of segments")]
    [InlineData("Thumbnail", "../{id}", "a segment does not start with a dot")]
    [InlineData("Thumbnail", "t/../{id}", "a segment does not start with a dot")]
    [InlineData("Thumbnail", "t/.{id}", "a segment does not start with a dot")]
    [InlineData("Thumbnail", "t t/{id}", "a key consists of segments")]
    [InlineData("Thumbnail", "t\\{id}", "a key consists of segments")]
    [InlineData("Thumbnail", "t%2f{id}", "a key consists of segments")]
    [InlineData("Thumbnail", "t\0/{id}", "a key consists of segments")]
    [InlineData("Thumbnail", "t\n/{id}", "a key consists of segments")]
    [InlineData("Thumbnail", "ä/{id}", "a key consists of segments")]
    [InlineData("Stream", "s/{id}", "it must end with a slash")]
    [InlineData("Stream", "/", "it must contain {id}")]
    [InlineData("Stream", "s/", "it must contain {id}")]
    [InlineData("Stream", "s/x-{id}/", "{id} must be a whole segment of it")]
    [InlineData("Stream", "s/{id}-x/", "{id} must be a whole segment of it")]
    [InlineData("Stream", "s/{id}//", "a key consists of segments")]
    [InlineData("Stream", "s/{yyyy}/{id}/", "'{yyyy}' is not one of its placeholders")]
    [InlineData("Previews", "{id}-/", "{id} must be a whole segment of it")]
    [InlineData("Playlist", "a/stream.m3u8", "it must not contain a slash")]
    [InlineData("Playlist", "{id}.m3u8", "'{id}' is not one of its placeholders: it has none")]
    [InlineData("Playlist", "checkpoint.json", "differs from the name 'checkpoint.json' in nothing but numbers")]
    [InlineData("Playlist", "segment_00001.ts", "differs from the name 'segment_00001.ts' in nothing but numbers", "TransportSegment")]
    [InlineData("Init", "init.mp4", "it must contain {epoch}")]
    [InlineData("Init", "x/init_{epoch}.mp4", "it must not contain a slash")]
    [InlineData("Init", "manifest.m3u{epoch}", "differs from the name 'manifest.m3u8' in nothing but numbers")]
    [InlineData("Segment", "segment_{epoch}.m4s", "'{epoch}' is not one of its placeholders: {number}")]
    [InlineData("Segment", "segment_{number}.ts", "differs from the name 'segment_{number:00000}.ts' in nothing but numbers")]
    [InlineData("Segment", "init_{number:000}.mp4", "differs from the name 'init_{number:000}.mp4' in nothing but numbers", "Init")]
    [InlineData("Segment", "segment_{number}.7.m4s", "differs from the name 'segment_{number:00000}.{part}.m4s' in nothing but numbers")]
    [InlineData("Part", "segment_{part}.m4s", "it must contain {number}")]
    [InlineData("Part", "segment_{number}{part}.m4s", "after {number} must follow")]
    [InlineData("Thumbnail", "recordings/2026/01/02/{id}-001.mp4", "may share keys or a folder with Thumbnail", "Video")]
    [InlineData("Thumbnail", "streams/{id}/stream.m3u8", "may share keys or a folder with Stream, 'streams/{id}/'")]
    [InlineData("Previews", "streams/{id}/", "may share keys or a folder with Previews, 'streams/{id}/'", "Stream")]
    [InlineData("Previews", "streams/{id}/previews/", "may share keys or a folder with Previews, 'streams/{id}/previews/'", "Stream")]
    [InlineData("Stream", "thumbnails/{id}.jpg/{id}/", "it contains {id} twice")]
    [InlineData("Video", "previews/{id}/{yyyy}/{sequence}.{extension}", "may share keys or a folder with Previews, 'previews/{id}/'")]
    public void A_wrong_pattern_stops_the_start_and_is_named(string name, string pattern, string fault, string? named = null)
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
        Assert.Contains("at most 200 characters", Assert.Single(Faults(("Thumbnail", new string('a', 180) + "{id}"))), StringComparison.Ordinal);
        Assert.Contains("a key 512", Assert.Single(Faults(("Thumbnail", $"{segment}/{segment}/{segment}/{segment}/{{id}}"))), StringComparison.Ordinal);
        Assert.Contains("longer than 312", Assert.Single(Faults(("Stream", $"{segment}/{segment}/{{id}}/"))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cannot_be_a_folder_too() =>
        Assert.Contains("may share keys or a folder with Stream, 'media/{id}/hls/'", Assert.Single(Faults(("Thumbnail", "media/{id}"), ("Stream", "media/{id}/hls/"))), StringComparison.Ordinal);

    [Fact]
    public void Every_wrong_pattern_is_reported() => Assert.Equal(2, Faults(("Video", "x"), ("Init", "y")).Count());

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
    public void The_playlist_may_have_the_name_that_players_request()
    {
        using var services = Services(("Playlist", "manifest.m3u8"));
        services.GetRequiredService<IStartupValidator>().Validate();
        Assert.Equal("streams/ab1/manifest.m3u8", services.GetRequiredService<StorageKeys>().Playlist("ab1"));
    }

    [Theory]
    [InlineData("originals/{yyyy}{MM}{dd}/{id}.{sequence}.{extension}")]
    [InlineData("{yyyy}/{sequence:0000000000}_{id}.{extension}")]
    [InlineData("thumbnails/{id}-{sequence}.{extension}")]
    public void A_video_may_have_other_keys(string pattern)
    {
        using var services = Services(("Video", pattern));
        services.GetRequiredService<IStartupValidator>().Validate();
    }

    [Fact]
    public void The_keys_are_available_without_a_provider()
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
