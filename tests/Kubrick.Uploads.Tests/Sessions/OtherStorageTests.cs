using System.Security.Cryptography;
using Kubrick.Contracts.Recordings;
using Kubrick.Storage;
using Kubrick.Storage.Local;
using Kubrick.Testing;
using Kubrick.Testing.Gcs;
using Kubrick.Uploads.Deletion;
using Kubrick.Uploads.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kubrick.Uploads.Tests.Sessions;

/// <summary>Uploads that were started before another storage was configured, here in the folder before <c>gcp</c>: they end where they were started.</summary>
public sealed class OtherStorageTests : IAsyncLifetime
{
    private const string Bucket = "uploads-tests";

    private readonly string folder = Path.Combine(Path.GetTempPath(), "kubrick-earlier-" + Guid.NewGuid().ToString("N"));
    private GcsStub stub = null!;
    private UploadsHost host = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private StoragePlaces Places => host.Services.GetRequiredService<StoragePlaces>();

    private StoragePlace Folder => Places.Find("local", Path.GetFileName(folder))!;

    public async ValueTask InitializeAsync()
    {
        LocalAccess.Open(new LocalStorageOptions { Root = folder }, new StorageOptions(), TimeProvider.System);
        stub = await GcsStub.StartAsync(Cancel);
        stub.AddBucket(Bucket);
        host = await UploadsHost.StartAsync(
            ("Storage:Provider", "gcp"), ("Storage:Gcp:Bucket", Bucket), ("Storage:Gcp:CredentialsFile", stub.Account.WriteKey()), ("Storage:Gcp:Endpoint", stub.Address.AbsoluteUri),
            ("Storage:Local:Root", folder));
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await stub.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task An_open_upload_is_continued_and_completed_where_it_was_started()
    {
        var file = VideoFile.WebM(host.PartBytes + 1000);
        var (id, session) = await StartAsync(file.Length);

        // The browser opens the app again: the same session, with the protocol of its storage.
        var begun = await host.PostAsync("init-chunked", new { recordingId = id, contentType = "video/webm", fileSize = file.Length });
        Assert.Equal((200, session.UploadId, "local", Path.GetFileName(folder)), (begun.Status, begun.Text("uploadId"), begun.Text("provider"), begun.Text("bucket")));
        var etags = new List<object>();
        foreach (var number in (int[])[1, 2])
        {
            var signed = await host.PostAsync("chunk-url", new { recordingId = id, partNumber = number });
            Assert.Equal((200, "local"), (signed.Status, signed.Text("provider")));
            var part = number == 1 ? file[..host.PartBytes] : file[host.PartBytes..];
            etags.Add(new { partNumber = number, etag = await host.PutAsync(signed.Text("uploadUrl"), part) });
        }

        Assert.Equal(file.Length, (await host.GetAsync(id)).Number("receivedBytes"));
        var parts = new { recordingId = id, parts = etags };
        Assert.Equal((200, "ready"), ((await host.PostAsync("complete-chunked", parts)).Status, host.Recordings.Find(id).Status));
        Assert.Equal(200, (await host.PostAsync("complete-chunked", parts)).Status);

        Assert.Equal("local", host.Recordings.Find(id).Provider);
        await using var stored = await Folder.Reader.OpenReadAsync(session.Key, 0, null, Cancel);
        Assert.Equal(SHA256.HashData(file), await SHA256.HashDataAsync(stored!, Cancel));
        Assert.Empty(stub.NamesIn(Bucket));
    }

    [Fact]
    public async Task An_open_upload_is_aborted_where_it_was_started_and_the_next_one_goes_to_the_configured_storage()
    {
        var (id, session) = await StartAsync(1000);

        Assert.Equal(200, (await host.PostAsync("abort-chunked", new { recordingId = id })).Status);
        Assert.Null(await Folder.Uploads.FindReceivedAsync(session, Cancel));

        var begun = await host.PostAsync("init-chunked", new { recordingId = id, contentType = "video/webm", fileSize = 1000 });
        Assert.Equal((200, "gcp", Bucket), (begun.Status, begun.Text("provider"), begun.Text("bucket")));
    }

    [Fact]
    public async Task The_open_upload_of_a_deleted_recording_is_aborted_where_it_was_started()
    {
        var (id, session) = await StartAsync(1000);
        var consumer = new UploadAbortConsumer(Places, NullLogger<UploadAbortConsumer>.Instance);
        var deleted = new RecordingDeleted(id, session.Key, session.UploadId, TimeProvider.System.GetUtcNow()) { Provider = "local", Bucket = Path.GetFileName(folder) };

        await consumer.AbortAsync(deleted with { Bucket = "not-here" }, Cancel);
        Assert.NotNull(await Folder.Uploads.FindReceivedAsync(session, Cancel));
        await consumer.AbortAsync(deleted, Cancel);
        Assert.Null(await Folder.Uploads.FindReceivedAsync(session, Cancel));
    }

    [Fact]
    public async Task Another_file_replaces_the_open_upload_in_the_configured_storage()
    {
        var (id, session) = await StartAsync(1000);

        var begun = await host.PostAsync("init-chunked", new { recordingId = id, contentType = "video/webm", fileSize = 2000 });

        Assert.Equal((200, "gcp"), (begun.Status, begun.Text("provider")));
        Assert.Null(await Folder.Uploads.FindReceivedAsync(session, Cancel));
    }

    [Fact]
    public async Task A_file_and_a_thumbnail_of_one_PUT_are_found_where_they_were_put()
    {
        var id = host.Recordings.Create();
        var key = $"recordings/2026/03/04/{id}-001.webm";
        Put(id, key);
        await Folder.Writer.PutAsync(key, VideoFile.WebM(20), "video/webm", null, Cancel);

        var thumbnail = await host.PostAsync("thumbnail-url", new { recordingId = id });
        Assert.Equal((200, Path.GetFileName(folder)), (thumbnail.Status, thumbnail.Text("bucket")));
        Assert.NotNull(await host.PutAsync(thumbnail.Text("uploadUrl"), [1, 2, 3], "image/jpeg"));
        Assert.Equal(200, (await host.PostAsync("complete", new { recordingId = id })).Status);

        Assert.Equal((20, true), (host.Recordings.LastCompletion!.FileBytes, host.Recordings.LastCompletion.ThumbnailStored!.Value));
        Assert.Empty(stub.NamesIn(Bucket));
    }

    [Fact]
    public async Task An_upload_in_a_storage_without_settings_is_started_again()
    {
        var id = host.Recordings.Create();
        host.Recordings.Change(id, state => state with
        {
            Provider = "s3",
            Bucket = "not-configured",
            StorageKey = "recordings/x.webm",
            UploadId = "u",
            ChunkSize = host.PartBytes,
            FileSize = 1000,
        });

        (await host.PostAsync("chunk-url", new { recordingId = id, partNumber = 1 })).IsError(400, "NO_UPLOAD_SESSION");
        (await host.PostAsync("complete-chunked", new { recordingId = id, parts = Array.Empty<object>() })).IsError(400, "NO_UPLOAD_SESSION");
        (await host.PostAsync("complete", new { recordingId = id })).IsError(409, "CONFLICT");
        (await host.PostAsync("thumbnail-url", new { recordingId = id })).IsError(409, "CONFLICT");
        var begun = await host.PostAsync("init-chunked", new { recordingId = id, contentType = "video/webm", fileSize = 1000 });
        Assert.Equal((200, "gcp"), (begun.Status, begun.Text("provider")));
    }

    private async Task<(string Id, UploadSession Session)> StartAsync(int fileSize)
    {
        var id = host.Recordings.Create();
        var key = $"recordings/2026/03/04/{id}-001.webm";
        var session = await Folder.Uploads.StartAsync(new UploadRequest(key, "video/webm", fileSize, Origin: null), Cancel);
        Put(id, key);
        host.Recordings.Change(id, state => state with
        {
            UploadId = session.UploadId,
            ChunkSize = session.PartSize,
            SessionExpiresAt = session.ExpiresAt,
            FileSize = fileSize,
        });
        return (id, session);
    }

    private void Put(string id, string key) => host.Recordings.Change(id, state => state with { Provider = "local", Bucket = Path.GetFileName(folder), StorageKey = key });
}
