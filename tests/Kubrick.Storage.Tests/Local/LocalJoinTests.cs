using System.Globalization;
using Kubrick.Storage.Local;
using Kubrick.Storage.Tests.Conformance;
using Microsoft.Extensions.Time.Testing;

namespace Kubrick.Storage.Tests.Local;

/// <summary>Parts are joined in place: on a full disk, and from every state that a kill leaves.</summary>
public sealed class LocalJoinTests : IDisposable
{
    private const int Parts = 4;
    private const int PartBytes = 256 << 10;

    private readonly TempFolder temp = new();
    private readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());
    private readonly byte[] file = Bytes.Random(((Parts - 1) * PartBytes) + 1000);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>What a new process has of the upload: the folder.</summary>
    private LocalUploads Uploads => temp.Uploads(time);

    public void Dispose() => temp.Dispose();

    [Fact]
    public async Task A_disk_without_space_for_a_copy_does_not_keep_an_upload_from_being_completed()
    {
        var (session, parts) = await SendAsync(1, 2, 3, 4);
        // Nothing may be written but what is removed again at once.
        var full = temp.Uploads(time, new LocalStorageOptions { ReservedBytes = long.MaxValue / 2 });
        Assert.Equal(StorageError.Full, (await Assert.ThrowsAsync<StorageException>(() => full.StartAsync(new("a/b.webm", "video/webm", 1, null), Cancel))).Error);

        var stored = await full.CompleteAsync(session, parts, Cancel);

        Assert.Equal((file.Length, Bytes.Sha256(file)), (stored.Length, stored.Sha256));
        Assert.Equal(file, await ReadAsync(session));
        Assert.False(Directory.Exists(FolderOf(session)));
        Assert.Empty(Directory.GetFiles(temp.Folder.Temp));
    }

    [Theory]
    // How many parts the name of the joined file counts, which parts still have files, and how much was written after those that count.
    [InlineData(0, "1 2 3 4", 0)]
    [InlineData(1, "2 3 4", 0)]
    [InlineData(1, "2 3 4", 100)]
    [InlineData(1, "2 3 4", 2 * PartBytes)]
    [InlineData(2, "2 3 4", 0)]
    [InlineData(2, "3 4", 7)]
    [InlineData(3, "2 4", 0)]
    [InlineData(4, "3 4", 5)]
    [InlineData(4, "", 0)]
    public async Task A_kill_at_any_moment_loses_nothing(int joined, string files, int garbage)
    {
        var (session, parts) = await SendAsync(1, 2, 3, 4);
        await KillAsync(session, [1, 2, 3, 4], joined, files, garbage);

        var received = await Uploads.FindReceivedAsync(session, Cancel);
        Assert.Equal(parts, received!.Parts);
        Assert.Equal(file.Length, received.Bytes);
        Assert.Equal(file[..1000], await Uploads.PeekAsync(session, 1000, Cancel));
        await Assert.ThrowsAsync<StorageException>(() => Uploads.CompleteAsync(session, parts, new string('0', 64), Cancel));
        var stored = await Uploads.CompleteAsync(session, parts, Bytes.Sha256(file), Cancel);

        Assert.Equal((file.Length, Bytes.Sha256(file)), (stored.Length, stored.Sha256));
        Assert.Equal(file, await ReadAsync(session));
        Assert.False(Directory.Exists(FolderOf(session)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_client_that_returns_after_a_kill_closes_the_gap(int joined)
    {
        var (session, parts) = await SendAsync(1, 2, 4);
        await KillAsync(session, [1, 2, 4], joined, string.Join(' ', ((int[])[1, 2, 4])[joined..]), garbage: 50);
        Assert.Equal(parts, (await Uploads.FindReceivedAsync(session, Cancel))!.Parts);

        var late = await ReceiveAsync(session, 3, Part(3));
        UploadedPart[] all = [.. parts[..2], late, parts[2]];
        Assert.Equal(all, (await Uploads.FindReceivedAsync(session, Cancel))!.Parts);
        await Uploads.CompleteAsync(session, all, Bytes.Sha256(file), Cancel);

        Assert.Equal(file, await ReadAsync(session));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 1)]
    [InlineData(4, 2)]
    [InlineData(4, 4)]
    [InlineData(2, 3)]
    public async Task A_part_that_is_sent_again_after_a_kill_replaces_the_joined_one(int joined, int number)
    {
        var (session, parts) = await SendAsync(1, 2, 3, 4);
        await KillAsync(session, [1, 2, 3, 4], joined, string.Join(' ', Enumerable.Range(joined + 1, Parts - joined)), garbage: 0);
        var content = Bytes.Random(Part(number).Length);
        parts[number - 1] = await ReceiveAsync(session, number, content);
        content.CopyTo(file, (number - 1) * PartBytes);
        Assert.Equal(parts, (await Uploads.FindReceivedAsync(session, Cancel))!.Parts);

        await Uploads.CompleteAsync(session, parts, Bytes.Sha256(file), Cancel);

        Assert.Equal(file, await ReadAsync(session));
    }

    [Fact]
    public async Task A_joined_file_with_other_bytes_than_its_parts_does_not_become_the_object()
    {
        var (session, parts) = await SendAsync(1, 2, 3, 4);
        await KillAsync(session, [1, 2, 3, 4], 3, "4", garbage: 0);
        await using (var joined = new FileStream(Directory.GetFiles(FolderOf(session), "joined-*").Single(), FileMode.Open))
        {
            joined.Position = PartBytes + 5;
            joined.WriteByte((byte)(file[PartBytes + 5] ^ 1));
        }

        var refused = await Assert.ThrowsAsync<StorageException>(() => Uploads.CompleteAsync(session, parts, Bytes.Sha256(file), Cancel));

        Assert.Equal(StorageError.ChecksumMismatch, refused.Error);
        Assert.Null(await temp.Objects(time).FindAsync(session.Key, Cancel));
        Assert.Equal(parts, (await Uploads.FindReceivedAsync(session, Cancel))!.Parts);
        // The sender sends the parts again.
        foreach (var number in (int[])[1, 2, 3, 4])
        {
            Assert.Equal(parts[number - 1], await ReceiveAsync(session, number, Part(number)));
        }

        await Uploads.CompleteAsync(session, parts, Bytes.Sha256(file), Cancel);
        Assert.Equal(file, await ReadAsync(session));
    }

    [Fact]
    public async Task Fewer_parts_than_were_being_joined_become_the_object()
    {
        var (session, parts) = await SendAsync(1, 2, 3, 4);
        await KillAsync(session, [1, 2, 3, 4], 4, "", garbage: 0);

        await Uploads.CompleteAsync(session, parts[..2], Cancel);

        Assert.Equal(file[..(2 * PartBytes)], await ReadAsync(session));
    }

    [Fact]
    public async Task A_kill_after_the_object_is_stored_leaves_a_session_that_counts_as_completed()
    {
        var (session, parts) = await SendAsync(1, 2, 3, 4);
        await KillAsync(session, [1, 2, 3, 4], 4, "", garbage: 0);
        var (folder, copy) = (FolderOf(session), Path.Combine(temp.Folder.Root, "copy"));
        Directory.CreateDirectory(copy);
        foreach (var kept in (string[])["session.json", "join.json"])
        {
            File.Copy(Path.Combine(folder, kept), Path.Combine(copy, kept));
        }

        var stored = await Uploads.CompleteAsync(session, parts, Cancel);
        Directory.Move(copy, folder);

        Assert.Null(await Uploads.FindReceivedAsync(session, Cancel));
        Assert.Equal(stored, await Uploads.CompleteAsync(session, parts, Cancel));
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task A_failure_after_the_join_keeps_every_part_and_no_older_version_of_one_comes_back()
    {
        var (session, parts) = await SendAsync(1, 2, 3, 4);
        var stale = Path.Combine(FolderOf(session), LocalParts.FileName(2, new string('a', 64)));
        await File.WriteAllBytesAsync(stale, Bytes.Random(PartBytes), Cancel);
        File.SetLastWriteTimeUtc(stale, time.GetUtcNow().UtcDateTime.AddMinutes(-1));
        var obstacle = Directory.CreateDirectory(temp.Folder.ObjectPath(session.Key));

        await Assert.ThrowsAsync<StorageException>(() => Uploads.CompleteAsync(session, parts, Cancel));
        Assert.Empty(Directory.GetFiles(FolderOf(session), "part-*"));
        Assert.Equal(parts, (await Uploads.FindReceivedAsync(session, Cancel))!.Parts);

        obstacle.Delete();
        await Uploads.CompleteAsync(session, parts, Cancel);
        Assert.Equal(file, await ReadAsync(session));
    }

    private async Task<(UploadSession Session, UploadedPart[] Parts)> SendAsync(params int[] numbers)
    {
        var session = new UploadSession("recordings/a.webm", Guid.NewGuid().ToString("N"), PartBytes, time.GetUtcNow().AddDays(1));
        var local = new LocalSession(session.Key, "video/webm", file.Length, PartBytes, session.ExpiresAt!.Value);
        await local.WriteAsync(temp.Folder, FolderOf(session), time.GetUtcNow(), Cancel);
        var parts = new List<UploadedPart>();
        foreach (var number in numbers)
        {
            parts.Add(await ReceiveAsync(session, number, Part(number)));
        }

        return (session, [.. parts]);
    }

    private async Task<UploadedPart> ReceiveAsync(UploadSession session, int number, byte[] content)
    {
        using var stream = new MemoryStream(content);
        return await Uploads.ReceivePartAsync(session.Key, session.UploadId, number, stream, content.Length, Cancel);
    }

    /// <summary>Leaves the folder as a process does that is killed while it joins parts.</summary>
    /// <param name="session">The upload, all of whose parts have files.</param>
    /// <param name="numbers">The parts that it joined.</param>
    /// <param name="joined">How many of them the name of the joined file counts.</param>
    /// <param name="files">The parts that still have files.</param>
    /// <param name="garbage">The bytes that it wrote after those that count.</param>
    private async Task KillAsync(UploadSession session, int[] numbers, int joined, string files, int garbage)
    {
        var folder = FolderOf(session);
        var bytes = numbers.Select(Part).ToList();
        var plan = new JoinPlan(Bytes.Sha256([.. bytes.SelectMany(part => part)]), [.. numbers.Zip(bytes, (number, part) => new JoinPart(number, Bytes.Sha256(part), part.Length))]);
        await plan.WriteAsync(temp.Folder, folder, time.GetUtcNow(), Cancel);
        if (joined > 0)
        {
            await File.WriteAllBytesAsync(JoinState.PathOf(folder, joined), [.. bytes.Take(joined).SelectMany(part => part), .. Bytes.Random(garbage)], Cancel);
        }

        var kept = files.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToHashSet();
        foreach (var part in plan.Parts.Where(part => !kept.Contains(part.Number)))
        {
            File.Delete(part.PathIn(folder));
        }
    }

    private async Task<byte[]> ReadAsync(UploadSession session) => await Bytes.ReadAllAsync((await temp.Objects(time).OpenReadAsync(session.Key, 0, null, Cancel))!);

    private string FolderOf(UploadSession session) => Path.Combine(temp.Folder.Uploads, session.UploadId);

    private byte[] Part(int number) => file[((number - 1) * PartBytes)..Math.Min(number * PartBytes, file.Length)];
}
