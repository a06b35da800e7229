using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Tests.Hosting;
using MongoDB.Bson;

namespace Kubrick.Recordings.Tests.Documents;

public sealed class StoredPlaylistTests
{
    private const string Id = "507f1f77bcf86cd799439011";

    [Theory]
    // As the two shapes of the first system and this one store it.
    [InlineData($"streams/{Id}/stream.m3u8", $"streams/{Id}/")]
    [InlineData($"recordings/2026/01/08/{Id}/hls/stream.m3u8", $"recordings/2026/01/08/{Id}/")]
    [InlineData($"{Id}/a/b/c.m3u8", $"{Id}/")]
    [InlineData($"{Id}/a/{Id}/c.m3u8", $"{Id}/a/{Id}/")]
    [InlineData($"x/507F1F77BCF86CD799439011/c.m3u8", "x/507F1F77BCF86CD799439011/")]
    [InlineData($"streams/{Id}", null)]
    [InlineData($"streams/{Id}.m3u8", null)]
    [InlineData($"streams/{Id}-2/stream.m3u8", null)]
    [InlineData($"streams/x{Id}/stream.m3u8", null)]
    [InlineData("streams/507f1f77bcf86cd799439012/stream.m3u8", null)]
    [InlineData("streams/stream.m3u8", null)]
    [InlineData("stream.m3u8", null)]
    [InlineData(null, null)]
    public void A_stream_owns_the_folder_that_its_id_names(string? key, string? folder) =>
        Assert.Equal(folder, StoredPlaylist.OwnFolder(Sample.Recording() with { Id = ObjectId.Parse(Id), HlsManifestKey = key }));
}
