using Kubrick.Storage.Local;
using Kubrick.Storage.Tests.Conformance;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Kubrick.Storage.Tests.Local;

public sealed class LocalSweeperTests : IDisposable
{
    private readonly TempFolder temp = new();
    private readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());
    private readonly Owner owner = new();
    private readonly LocalSweeper sweeper;

    public LocalSweeperTests() => sweeper = new LocalSweeper(temp.Folder, owner, time, NullLogger<LocalSweeper>.Instance);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        sweeper.Dispose();
        temp.Dispose();
    }

    [Fact]
    public async Task A_sweep_removes_only_expired_uploads_and_abandoned_files()
    {
        var uploads = temp.Uploads(time);
        var old = await uploads.StartAsync(new("a/old.webm", "video/webm", 10, null), Cancel);
        await File.WriteAllTextAsync(temp.Folder.NewTempPath(), "left by a crash", Cancel);
        Directory.CreateDirectory(Path.Combine(temp.Folder.Uploads, "never-started"));

        Assert.Equal(0, await sweeper.SweepAsync(Cancel));
        time.Advance(TimeSpan.FromDays(6));
        var young = await uploads.StartAsync(new("a/young.webm", "video/webm", 10, null), Cancel);
        time.Advance(TimeSpan.FromDays(1));

        Assert.Null(await uploads.FindReceivedAsync(old, Cancel));
        Assert.Equal(3, await sweeper.SweepAsync(Cancel));
        Assert.NotNull(await uploads.FindReceivedAsync(young, Cancel));
        Assert.Equal([young.UploadId], Directory.GetDirectories(temp.Folder.Uploads).Select(Path.GetFileName));
    }

    [Fact]
    public async Task What_has_arrived_of_an_expired_upload_stays_and_can_be_completed_until_its_owner_releases_it()
    {
        var uploads = temp.Uploads(time);
        var (kept, released) = (await StartAsync(uploads, "a/kept.webm"), await StartAsync(uploads, "a/released.webm"));
        var content = Bytes.Random(10);
        var part = await ReceiveAsync(uploads, kept, content);
        await ReceiveAsync(uploads, released, content);
        time.Advance(TimeSpan.FromDays(30));
        owner.Released = released.UploadId;

        Assert.Equal(1, await sweeper.SweepAsync(Cancel));

        Assert.Equal([("a/kept.webm", kept.UploadId), ("a/released.webm", released.UploadId)], owner.Asked.Order());
        Assert.Null(await uploads.FindReceivedAsync(released, Cancel));
        Assert.Equal([part], (await uploads.FindReceivedAsync(kept, Cancel))!.Parts);
        Assert.Equal(StorageError.UploadNotFound, (await Assert.ThrowsAsync<StorageException>(() => ReceiveAsync(uploads, kept, content))).Error);
        Assert.Equal(Bytes.Sha256(content), (await uploads.CompleteAsync(kept, [part], Cancel)).ETag);
    }

    [Fact]
    public async Task Parts_whose_session_cannot_be_read_stay()
    {
        var uploads = temp.Uploads(time);
        var session = await StartAsync(uploads, "a/b.webm");
        await ReceiveAsync(uploads, session, Bytes.Random(10));
        await File.WriteAllTextAsync(Path.Combine(temp.Folder.Uploads, session.UploadId, "session.json"), "{", Cancel);
        time.Advance(TimeSpan.FromDays(30));

        Assert.Equal(0, await sweeper.SweepAsync(Cancel));
        Assert.Empty(owner.Asked);
    }

    private static Task<UploadSession> StartAsync(LocalUploads uploads, string key) => uploads.StartAsync(new UploadRequest(key, "video/webm", 10, null), Cancel);

    private static async Task<UploadedPart> ReceiveAsync(LocalUploads uploads, UploadSession session, byte[] content)
    {
        using var stream = new MemoryStream(content);
        return await uploads.ReceivePartAsync(session.Key, session.UploadId, 1, stream, content.Length, Cancel);
    }

    /// <summary>Has released one upload.</summary>
    private sealed class Owner : IUploadOwner
    {
        public string? Released { get; set; }

        public List<(string Key, string UploadId)> Asked { get; } = [];

        public Task<bool> HasReleasedAsync(string key, string uploadId, CancellationToken cancellationToken)
        {
            Asked.Add((key, uploadId));
            return Task.FromResult(uploadId == Released);
        }
    }
}
