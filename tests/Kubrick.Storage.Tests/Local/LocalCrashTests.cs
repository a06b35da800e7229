using Kubrick.Storage.Local;
using Kubrick.Storage.Tests.Conformance;
using Microsoft.Extensions.Time.Testing;

namespace Kubrick.Storage.Tests.Local;

/// <summary>Recreates the files that a crash leaves, and continues from them.</summary>
public sealed class LocalCrashTests : IDisposable
{
    private static readonly UploadRequest Request = new("recordings/a.webm", "video/webm", 1000, null);

    private readonly TempFolder temp = new();
    private readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => temp.Dispose();

    [Fact]
    public async Task A_crash_between_description_and_rename_keeps_the_old_object()
    {
        var objects = temp.Objects(time);
        var old = await objects.PutAsync("a/b.webm", "old"u8.ToArray(), "video/webm", null, Cancel);
        time.Advance(TimeSpan.FromSeconds(1));
        await new LocalMetadata(temp.Folder).TryAddAsync("a/b.webm", new LocalVersion(time.GetUtcNow(), 3), new("video/mp4", "new", null), Cancel);

        Assert.Equal(old, await objects.FindAsync("a/b.webm", Cancel));
        var later = await objects.PutAsync("a/b.webm", "new"u8.ToArray(), "video/mp4", null, Cancel);
        Assert.Equal(later, await objects.FindAsync("a/b.webm", Cancel));
        Assert.Single(Directory.GetFiles(temp.Folder.MetadataPath("a/b.webm"), ".*"));
    }

    [Fact]
    public async Task A_crash_between_description_and_rename_of_a_move_keeps_both_objects()
    {
        var objects = temp.Objects(time);
        var old = await objects.PutAsync("a/b.webm", "old"u8.ToArray(), "video/webm", null, Cancel);
        time.Advance(TimeSpan.FromSeconds(1));
        var arrived = await objects.PutAsync("a/c.webm", "new"u8.ToArray(), "video/mp4", CacheRules.Media, Cancel);
        await new LocalMetadata(temp.Folder).ReplaceAsync("a/b.webm", new LocalVersion(arrived.LastModified, arrived.Length), new("video/mp4", arrived.ETag, CacheRules.Media), Cancel);
        Assert.Equal((old, arrived), (await objects.FindAsync("a/b.webm", Cancel), await objects.FindAsync("a/c.webm", Cancel)));

        var moved = await new LocalObjectMover(temp.Folder, objects).MoveAsync(arrived, "a/b.webm", Cancel);

        Assert.Equal(arrived with { Key = "a/b.webm" }, moved);
        Assert.Equal(moved, await objects.FindAsync("a/b.webm", Cancel));
        Assert.Null(await objects.FindAsync("a/c.webm", Cancel));
        Assert.Single(Directory.GetFiles(temp.Folder.MetadataPath("a/b.webm"), ".*"));
    }

    [Fact]
    public async Task A_file_that_arrives_while_another_process_moves_the_one_before_it_stays_and_is_not_moved()
    {
        // Each has its own locks, like a process.
        var (mine, others) = (temp.Objects(TimeProvider.System), temp.Objects(TimeProvider.System));
        var mover = new LocalObjectMover(temp.Folder, mine);
        var moves = 0;
        for (var round = 0; round < 300; round++)
        {
            var (from, to) = ($"a/{round}.incoming", $"a/{round}");
            var first = await mine.PutAsync(from, Bytes.Random(1000), "video/webm", null, Cancel);
            using var both = new Barrier(2);
            var late = Task.Run(
                async () =>
                {
                    both.SignalAndWait(Cancel);
                    return await others.PutAsync(from, Bytes.Random(1000), "video/webm", null, Cancel);
                },
                Cancel);
            both.SignalAndWait(Cancel);
            var moved = await mover.MoveAsync(first, to, Cancel);
            var second = await late;

            Assert.Equal(Bytes.Sha256(await File.ReadAllBytesAsync(temp.Folder.ObjectPath(from), Cancel)), second.ETag);
            if (moved is not null)
            {
                moves++;
                Assert.Equal(Bytes.Sha256(await File.ReadAllBytesAsync(temp.Folder.ObjectPath(to), Cancel)), first.ETag);
            }
        }

        Assert.NotEqual(0, moves);
        Assert.Empty(Directory.GetFiles(temp.Folder.Temp));
    }

    [Fact]
    public async Task A_crash_during_completion_leaves_an_upload_that_can_be_completed()
    {
        var uploads = temp.Uploads(time);
        var session = await uploads.StartAsync(Request, Cancel);
        var content = Bytes.Random(1000);
        var part = await ReceiveAsync(uploads, session, content);
        using (new AbandonedFile(temp.Folder))
        {
            using var cancelled = new CancellationTokenSource();
            await cancelled.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => uploads.CompleteAsync(session, [part], cancelled.Token));

            // A new process, which has only the folder.
            var stored = await temp.Uploads(time).CompleteAsync(session, [part], Cancel);
            Assert.Equal(Bytes.Sha256(content), stored.ETag);
        }
    }

    [Fact]
    public async Task A_crash_before_the_parts_are_removed_gives_the_same_file_again()
    {
        var uploads = temp.Uploads(time);
        var session = await uploads.StartAsync(Request, Cancel);
        var part = await ReceiveAsync(uploads, session, Bytes.Random(1000));
        var directory = Path.Combine(temp.Folder.Uploads, session.UploadId);
        var saved = Path.Combine(temp.Folder.Root, "saved");
        Directory.CreateDirectory(saved);
        foreach (var file in Directory.GetFiles(directory))
        {
            File.Copy(file, Path.Combine(saved, Path.GetFileName(file)));
        }

        var first = await uploads.CompleteAsync(session, [part], Cancel);
        Directory.Move(saved, directory);
        var second = await uploads.CompleteAsync(session, [part], Cancel);

        Assert.Equal(first.ETag, second.ETag);
        Assert.False(Directory.Exists(directory));
    }

    [Fact]
    public async Task Processes_that_complete_an_upload_concurrently_all_get_the_object()
    {
        for (var round = 0; round < 25; round++)
        {
            var session = await temp.Uploads(time).StartAsync(Request with { Key = $"recordings/{round}.webm" }, Cancel);
            var content = Bytes.Random(1000);
            var part = await ReceiveAsync(temp.Uploads(time), session, content);

            // Each has its own locks, like a process.
            var stored = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => temp.Uploads(time).CompleteAsync(session, [part], Cancel), Cancel)));

            Assert.All(stored, found => Assert.Equal((1000, Bytes.Sha256(content)), (found.Length, found.ETag)));
        }
    }

    [Fact]
    public async Task A_crash_before_a_replaced_part_is_removed_keeps_the_later_part()
    {
        var uploads = temp.Uploads(time);
        var session = await uploads.StartAsync(Request, Cancel);
        var first = await ReceiveAsync(uploads, session, Bytes.Random(900));
        var directory = Path.Combine(temp.Folder.Uploads, session.UploadId);
        var old = Path.Combine(directory, LocalParts.FileName(1, first.ETag));
        var copy = Path.Combine(temp.Folder.Root, "copy");
        File.Copy(old, copy);
        time.Advance(TimeSpan.FromSeconds(5));
        var second = await ReceiveAsync(uploads, session, Bytes.Random(1000));
        File.Move(copy, old);
        File.SetLastWriteTimeUtc(old, time.GetUtcNow().UtcDateTime.AddSeconds(-5));

        Assert.Equal([second], (await uploads.FindReceivedAsync(session, Cancel))!.Parts);
    }

    [Fact]
    public async Task A_half_written_session_does_not_count()
    {
        var uploads = temp.Uploads(time);
        var session = await uploads.StartAsync(Request, Cancel);
        await File.WriteAllTextAsync(Path.Combine(temp.Folder.Uploads, session.UploadId, "session.json"), "{\"key\":", Cancel);

        Assert.Null(await uploads.FindReceivedAsync(session, Cancel));
    }

    [Fact]
    public async Task A_file_that_an_operator_copied_is_an_object()
    {
        Directory.CreateDirectory(Path.Combine(temp.Folder.Objects, "recordings"));
        await File.WriteAllBytesAsync(Path.Combine(temp.Folder.Objects, "recordings", "x.mp4"), Bytes.Random(42), Cancel);

        var found = await temp.Objects(time).FindAsync("recordings/x.mp4", Cancel);

        Assert.Equal((42, "video/mp4"), (found!.Length, found.ContentType));
        Assert.NotEmpty(found.ETag);
    }

    [Fact]
    public async Task A_reader_never_sees_a_mixture_of_two_writes()
    {
        var objects = temp.Objects(TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await objects.PutAsync("a/b", Bytes.Random(5_000), "video/webm", null, Cancel);
        var writer = Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    await objects.PutAsync("a/b", Bytes.Random(5_000), "video/webm", null, CancellationToken.None);
                }
            },
            Cancel);

        for (var i = 0; i < 500; i++)
        {
            await using var found = objects.Open("a/b");
            var buffer = new byte[5_000];
            await found!.Content.ReadExactlyAsync(buffer, Cancel);
            Assert.Equal(found.Stored.ETag, Bytes.Sha256(buffer));
        }

        await stop.CancelAsync();
        await writer;
    }

    private static async Task<UploadedPart> ReceiveAsync(LocalUploads uploads, UploadSession session, byte[] content)
    {
        using var stream = new MemoryStream(content);
        return await uploads.ReceivePartAsync(session.Key, session.UploadId, 1, stream, content.Length, Cancel);
    }

    /// <summary>A temporary file of a crashed process.</summary>
    private sealed class AbandonedFile : IDisposable
    {
        private readonly string path;

        public AbandonedFile(LocalFolder folder)
        {
            path = folder.NewTempPath();
            File.WriteAllBytes(path, new byte[100]);
        }

        public void Dispose() => File.Delete(path);
    }
}
