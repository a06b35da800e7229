using Kubrick.Storage.Tests.Conformance;
using Kubrick.Storage.Tests.Servers;
using Kubrick.Testing.Gcs;

namespace Kubrick.Storage.Tests.Gcp;

/// <summary>Writing from within the product: resumption after failures and takeovers.</summary>
public sealed class GcpWriterTests : GcpBed
{
    private const string Key = "recordings/archive.webm";

    [Fact]
    public async Task A_part_of_which_less_was_stored_than_sent_is_kept_until_the_rest_is_stored()
    {
        var file = Bytes.Random((4 * PartBytes) + 99);
        Fail(1, request => request.IsChunk, new GcsFault(StoresOnly: PartBytes));

        await WriteAsync(file, partBytes: 2 * PartBytes);

        Assert.Equal(file, await ReadAsync());
        Assert.Equal(
            [$"bytes 0-{(2 * PartBytes) - 1}/*", $"bytes {PartBytes}-{(2 * PartBytes) - 1}/*"],
            Stub.Requests.Where(request => request.IsChunk).Select(request => request.ContentRange).Take(2));
    }

    [Fact]
    public async Task A_part_whose_connection_breaks_is_continued_where_the_storage_stands()
    {
        var file = Bytes.Random((2 * PartBytes) + 99);
        Fail(1, request => request.IsChunk, new GcsFault(DiesAfter: PartBytes));

        await WriteAsync(file, partBytes: 2 * PartBytes);

        Assert.Equal(file, await ReadAsync());
        // Once after the failure, and once to complete.
        Assert.Equal(2, Count(request => request.ContentRange == "bytes */*"));
        Assert.Equal(1, Count(request => request.ContentRange == $"bytes {PartBytes}-{(2 * PartBytes) - 1}/*"));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(408)]
    public async Task After_an_error_the_state_is_asked_before_anything_is_sent_again(int status)
    {
        var file = Bytes.Random(PartBytes + 99);
        Fail(2, request => request.IsChunk, new GcsFault(status));

        await WriteAsync(file, PartBytes);

        // After each failure, and once to complete.
        Assert.Equal(file, await ReadAsync());
        Assert.Equal(3, Count(request => request.ContentRange == "bytes */*"));
    }

    [Fact]
    public async Task A_lost_answer_to_the_last_part_is_found_out()
    {
        var file = Bytes.Random(PartBytes + 99);
        Fail(1, request => request.ContentRange.EndsWith($"/{file.Length}", StringComparison.Ordinal), new GcsFault(LosesAnswer: true));

        await WriteAsync(file, PartBytes);

        Assert.Equal(file, await ReadAsync());
        Assert.Equal(2, Count(request => request.IsChunk));
    }

    [Fact]
    public async Task Another_process_continues_after_the_stored_bytes()
    {
        var file = Bytes.Random((5 * PartBytes) + 99);
        var session = (await Storage.Multipart.StartAsync(Key, "video/webm", Cancel)) with { PartSize = 2 * PartBytes };
        var first = await Storage.Multipart.PutPartAsync(session, 1, file.AsMemory(0, 2 * PartBytes), Cancel);
        Stub.Fault = request => request.IsChunk ? new GcsFault(DiesAfter: PartBytes) : request.IsStatus ? new GcsFault(503) : null;
        await Assert.ThrowsAsync<StorageException>(() => Storage.Multipart.PutPartAsync(session, 2, file.AsMemory(2 * PartBytes, 2 * PartBytes), Cancel));
        Stub.Fault = _ => null;

        await using var other = await StorageHost.StartGcpAsync(Stub);
        var received = await other.Uploads.FindReceivedAsync(session, Cancel);
        List<UploadedPart> parts =
        [
            .. received!.Parts,
            await other.Multipart.PutPartAsync(session, 2, file.AsMemory(2 * PartBytes, 2 * PartBytes), Cancel),
            await other.Multipart.PutPartAsync(session, 3, file.AsMemory(4 * PartBytes), Cancel),
        ];
        var stored = await other.Uploads.CompleteAsync(session, parts, Cancel);

        Assert.Equal([first], received.Parts);
        Assert.Equal(3 * PartBytes, received.Bytes);
        Assert.Equal(file.Length, stored.Length);
        Assert.Equal(file, await ReadAsync());
    }

    [Fact]
    public async Task A_process_that_continues_a_finished_object_sends_nothing()
    {
        var file = Bytes.Random(PartBytes + 99);
        var (session, parts) = await WriteAsync(file, PartBytes);
        var chunks = Count(request => request.IsChunk);

        await using var other = await StorageHost.StartGcpAsync(Stub);
        var received = await other.Uploads.FindReceivedAsync(session, Cancel);
        var stored = await other.Uploads.CompleteAsync(session, received!.Parts, Cancel);

        Assert.Equal(parts, received.Parts);
        Assert.Equal(file.Length, stored.Length);
        Assert.Equal(chunks, Count(request => request.IsChunk));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    [InlineData(499)]
    public async Task A_session_that_the_storage_forgot_is_gone(int status)
    {
        var session = await Storage.Multipart.StartAsync(Key, "video/webm", Cancel);
        Stub.Fault = request => request.Method is "PUT" or "DELETE" ? new GcsFault(status) : null;

        var put = await Assert.ThrowsAsync<StorageException>(() => Storage.Multipart.PutPartAsync(session, 1, new byte[10], Cancel));
        var complete = await Assert.ThrowsAsync<StorageException>(() => Storage.Uploads.CompleteAsync(session, [new(1, "", 10)], Cancel));

        Assert.Equal((StorageError.UploadNotFound, StorageError.UploadNotFound), (put.Error, complete.Error));
        Assert.Null(await Storage.Uploads.FindReceivedAsync(session, Cancel));
        await Storage.Uploads.AbortAsync(session, Cancel);
    }

    [Fact]
    public async Task A_part_after_a_gap_is_refused()
    {
        var session = await Storage.Multipart.StartAsync(Key, "video/webm", Cancel);

        var refused = await Assert.ThrowsAsync<StorageException>(() => Storage.Multipart.PutPartAsync(session, 3, Bytes.Random(PartBytes), Cancel));

        Assert.Equal(StorageError.PartMismatch, refused.Error);
    }

    [Fact]
    public async Task A_storage_that_stays_away_is_unavailable_and_the_bytes_that_it_has_are_kept()
    {
        var session = await Storage.Multipart.StartAsync(Key, "video/webm", Cancel);
        var first = await Storage.Multipart.PutPartAsync(session, 1, Bytes.Random(PartBytes), Cancel);
        Stub.Fault = request => request.Method == "PUT" ? new GcsFault(503) : null;

        var failed = await Assert.ThrowsAsync<StorageException>(() => Storage.Multipart.PutPartAsync(session, 2, Bytes.Random(10), Cancel));
        Stub.Fault = _ => null;

        Assert.Equal(StorageError.Unavailable, failed.Error);
        Assert.Equal([first], (await Storage.Uploads.FindReceivedAsync(session, Cancel))!.Parts);
    }

    private async Task<(UploadSession Session, List<UploadedPart> Parts)> WriteAsync(byte[] file, int partBytes)
    {
        var session = (await Storage.Multipart.StartAsync(Key, "video/webm", Cancel)) with { PartSize = partBytes };
        var parts = new List<UploadedPart>();
        for (var at = 0; at < file.Length; at += partBytes)
        {
            parts.Add(await Storage.Multipart.PutPartAsync(session, parts.Count + 1, file.AsMemory(at, Math.Min(partBytes, file.Length - at)), Cancel));
        }

        await Storage.Uploads.CompleteAsync(session, parts, Cancel);
        return (session, parts);
    }

    private async Task<byte[]> ReadAsync() => await Bytes.ReadAllAsync((await Storage.Reader.OpenReadAsync(Key, 0, null, Cancel))!);
}
