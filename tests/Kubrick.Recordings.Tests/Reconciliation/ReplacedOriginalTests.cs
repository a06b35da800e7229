using Kubrick.Contracts.Uploads;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Storage;
using Kubrick.Storage.Tests.Servers;
using Kubrick.Testing;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Tests.Reconciliation;

/// <summary>
/// A recording in <c>error</c> whose original is stored is uploaded again: only a whole upload, or more of it, replaces the original. Where it was moved, its version is not known.
/// </summary>
public sealed class ReplacedOriginalTests(Servers servers, RadosGateway s3)
{
    private const int Size = 2 * ChunkedUpload.Chunk;
    private const string Reason = "It is bad.";

    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(25);
    private static readonly TimeSpan Expired = TimeSpan.FromDays(8);
    private static readonly StorageBed.Facts Before = new("error", false, null, Size, Reason);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("local", true, 2, 3, 4)]
    [InlineData("local", false, 2, 3, 4)]
    [InlineData("s3", true, 2, 3, 4)]
    [InlineData("local", true, 1)]
    [InlineData("local", false, 1)]
    public async Task Parts_without_the_beginning_or_fewer_than_are_stored_do_not_replace_it(string provider, bool isMoved, params int[] parts)
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, provider);
        var (id, key, stored) = await AddAsync(bed, isMoved);
        var again = await ChunkedUpload.StartOpenEndedAsync(bed.App, id, VideoFile.WebM(5 * ChunkedUpload.Chunk));
        Assert.Equal(key, again.Session.Key);
        foreach (var part in parts)
        {
            await again.SendAsync(part);
        }

        // Its client may still send the others.
        await bed.PassAsync(Abandoned);
        Assert.Equal("uploading", (await bed.FactsAsync(id)).Status);
        await bed.PassAsync(Expired);

        Assert.Equal(Before, await bed.FactsAsync(id));
        Assert.Equal(stored, await ReadAsync(bed, key));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task More_than_is_stored_replaces_it(bool isMoved)
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, "local");
        var (id, _, _) = await AddAsync(bed, isMoved);
        var again = await ChunkedUpload.StartOpenEndedAsync(bed.App, id, VideoFile.WebM(5 * ChunkedUpload.Chunk));
        foreach (var part in (int[])[1, 2, 4])
        {
            await again.SendAsync(part);
        }

        await bed.PassAsync(Abandoned);

        Assert.Equal(new("ready", true, null, 3 * ChunkedUpload.Chunk, null), await bed.FactsAsync(id));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_is_not_taken_for_the_upload_when_nothing_arrives(bool isMoved)
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, "local");
        var (id, key, stored) = await AddAsync(bed, isMoved);
        Assert.Equal(key, await BeginAsync(bed, id));

        await bed.PassAsync(Expired);

        Assert.Equal(Before, await bed.FactsAsync(id));
        Assert.Equal(stored, await ReadAsync(bed, key));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_of_its_size_that_arrives_beside_it_replaces_it(bool isMoved)
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, "local");
        var (id, key, _) = await AddAsync(bed, isMoved);
        await BeginAsync(bed, id, $",\"fileSize\":{Size}");
        byte[] file = [.. VideoFile.WebM(Size)[..^1], 77];
        await PutAsync(bed, StagedFiles.KeyOf(key), file);

        await bed.PassAsync();

        Assert.Equal(new("ready", false, null, Size, null), await bed.FactsAsync(id));
        Assert.Equal(file, await ReadAsync(bed, key));
    }

    [Fact]
    public async Task A_file_that_is_no_video_does_not_replace_it()
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, "local");
        var (id, key, stored) = await AddAsync(bed, isMoved: false);
        await BeginAsync(bed, id, ",\"fileSize\":500");
        await PutAsync(bed, StagedFiles.KeyOf(key), new byte[500]);

        await bed.PassAsync();
        Assert.Equal("uploading", (await bed.FactsAsync(id)).Status);
        Assert.Equal(stored, await ReadAsync(bed, key));
        await bed.PassAsync(Expired);

        Assert.Equal(Before, await bed.FactsAsync(id));
        Assert.Equal(stored, await ReadAsync(bed, key));
    }

    /// <summary>A recording whose original was found to be bad; after a move, if asked for.</summary>
    private static async Task<(string Id, string Key, byte[] Stored)> AddAsync(StorageBed bed, bool isMoved)
    {
        var id = (string)(await bed.App.CreateAsync())["id"]!;
        var key = await BeginAsync(bed, id, $",\"fileSize\":{Size}");
        var stored = VideoFile.WebM(Size);
        await PutAsync(bed, key, stored);
        await bed.PassAsync();
        Assert.Equal("ready", (await bed.FactsAsync(id)).Status);
        var failed = Builders<Recording>.Update.Set(recording => recording.Status, RecordingStatus.Error).Set(recording => recording.ErrorReason, Reason);
        await bed.App.Collection.UpdateOneAsync(
            recording => recording.Id == ObjectId.Parse(id), isMoved ? failed.Unset(recording => recording.StoredVersion) : failed, cancellationToken: Stop);
        return (id, key, stored);
    }

    private static async Task<string> BeginAsync(StorageBed bed, string id, string fields = "")
    {
        var location = bed.App.Services.GetRequiredService<StorageLocation>();
        var begun = await bed.App.SendAsync(
            HttpMethod.Post, UploadRoutes.State(id), $$"""{"provider":"{{location.Provider}}","bucket":"{{location.Bucket}}"{{fields}}}""", contentType: "application/json");
        return (string)begun.Json!["storageKey"]!;
    }

    private static Task<StoredObject> PutAsync(StorageBed bed, string key, byte[] bytes) =>
        bed.App.Services.GetRequiredService<IObjectWriter>().PutAsync(key, bytes, "video/webm", null, Stop);

    private static async Task<byte[]> ReadAsync(StorageBed bed, string key)
    {
        await using var stream = await bed.App.Services.GetRequiredService<IObjectReader>().OpenReadAsync(key, 0, null, Stop);
        using var memory = new MemoryStream();
        await stream!.CopyToAsync(memory, Stop);
        return memory.ToArray();
    }
}
