using System.Globalization;
using System.Text;
using Kubrick.Storage.Tests.Conformance;

namespace Kubrick.Storage.Tests.Gcp;

/// <summary>GCS answers 429 to more than about one write a second to one object.</summary>
public sealed class GcpWriteRateTests : GcpBed
{
    private const string Playlist = "streams/1/stream.m3u8";

    [Fact]
    public async Task Of_many_playlists_at_once_the_last_lands_with_few_writes_and_no_refusal()
    {
        var puts = Enumerable.Range(1, 30).Select(PutAsync).ToList();
        await Task.WhenAll(puts);

        Assert.Equal("30", await ReadAsync());
        Assert.Equal(2, Count(request => request.Method == "POST"));
    }

    [Fact]
    public async Task A_playlist_is_stored_when_its_call_returns()
    {
        for (var number = 1; number <= 3; number++)
        {
            await PutAsync(number);
            Assert.Equal(number.ToString(CultureInfo.InvariantCulture), await ReadAsync());
        }
    }

    [Fact]
    public async Task A_playlist_that_another_process_wrote_in_the_same_second_is_written_after_it()
    {
        await using var other = await Servers.StorageHost.StartGcpAsync(Stub);
        await other.Writer.PutAsync(Playlist, "other"u8.ToArray(), "application/vnd.apple.mpegurl", CacheRules.Playlist, Cancel);

        await PutAsync(7);

        Assert.Equal("7", await ReadAsync());
    }

    [Fact]
    public async Task Segments_are_not_delayed_by_each_other()
    {
        await Task.WhenAll(Enumerable.Range(1, 20).Select(number => Storage.Writer.PutAsync($"streams/1/segment_{number}.m4s", new byte[10], "video/mp4", CacheRules.Media, Cancel)));

        Assert.Equal(20, Count(request => request.Method == "POST"));
    }

    [Fact]
    public async Task Bytes_that_change_on_the_way_are_not_stored()
    {
        // The stub compares the checksum, with its own code.
        var bytes = Bytes.Random(100_003);
        await Storage.Writer.PutAsync("a/b.webm", bytes, "video/webm", null, Cancel);

        Assert.Equal(bytes, await Bytes.ReadAllAsync((await Storage.Reader.OpenReadAsync("a/b.webm", 0, null, Cancel))!));
    }

    private Task PutAsync(int number) => Storage.Writer.PutAsync(
        Playlist, Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture)), "application/vnd.apple.mpegurl", CacheRules.Playlist, Cancel);

    private async Task<string> ReadAsync() => Encoding.ASCII.GetString(await Bytes.ReadAllAsync((await Storage.Reader.OpenReadAsync(Playlist, 0, null, Cancel))!));
}
