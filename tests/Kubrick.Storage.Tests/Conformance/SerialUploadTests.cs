using System.Net;
using Kubrick.Storage.Tests.Servers;

namespace Kubrick.Storage.Tests.Conformance;

/// <summary>Uploads whose parts go in order to one session URL, with <c>Content-Range</c>.</summary>
public abstract class SerialUploadTests(StorageProvider provider) : ProviderTests(provider)
{
    private const string Origin = "https://app.example.org";

    [Fact]
    public async Task Every_chunk_is_answered_with_what_is_stored_and_the_last_with_success()
    {
        var file = Bytes.Random((2 * PartBytes) + 10);
        var session = await StartAsync(NewKey(), file.Length);

        Assert.Equal((HttpStatusCode.PermanentRedirect, null), await StateAsync(session, "bytes */*"));
        Assert.Equal((HttpStatusCode.PermanentRedirect, PartBytes - 1), await PutAsync(session, 0, PartBytes, file));
        Assert.Equal((HttpStatusCode.PermanentRedirect, (2 * PartBytes) - 1), await PutAsync(session, PartBytes, 2 * PartBytes, file));
        Assert.Equal((HttpStatusCode.PermanentRedirect, (2 * PartBytes) - 1), await StateAsync(session, $"bytes */{file.Length}"));
        Assert.Equal((HttpStatusCode.OK, null), await PutAsync(session, 2 * PartBytes, file.Length, file));

        // A client that lost the last answer learns that nothing is left to send.
        Assert.Equal(HttpStatusCode.OK, (await StateAsync(session, $"bytes */{file.Length}")).Status);
        Assert.Equal(file, await ReadAsync(session.Key));
    }

    [Fact]
    public async Task All_parts_have_one_URL()
    {
        var session = await StartAsync(NewKey(), PartBytes + 10);

        Assert.Equal(await Storage.Uploads.SignPartAsync(session, 1, Cancel), await Storage.Uploads.SignPartAsync(session, 2, Cancel));
    }

    [Fact]
    public async Task Bytes_that_are_stored_already_are_ignored()
    {
        var file = Bytes.Random(PartBytes + 10);
        var session = await StartAsync(NewKey(), file.Length);
        await PutAsync(session, 0, PartBytes, file);

        Assert.Equal((HttpStatusCode.PermanentRedirect, PartBytes - 1), await PutAsync(session, 0, PartBytes, file));
        Assert.Equal(HttpStatusCode.OK, (await PutAsync(session, PartBytes, file.Length, file)).Status);
        Assert.Equal(file, await ReadAsync(session.Key));
    }

    [Fact]
    public async Task A_chunk_after_a_gap_is_refused_and_the_upload_can_be_continued()
    {
        var file = Bytes.Random((2 * PartBytes) + 10);
        var session = await StartAsync(NewKey(), file.Length);

        Assert.True((int)(await PutAsync(session, PartBytes, 2 * PartBytes, file)).Status >= 400);
        await SendAsync(session, file);

        Assert.Equal(file.Length, (await Storage.Uploads.CompleteAsync(session, [], Cancel)).Length);
    }

    [Fact]
    public async Task The_state_of_a_part_in_progress_counts_its_bytes()
    {
        var session = await StartAsync(NewKey(), 4 * PartBytes);
        using var answer = await PutRangeAsync(session with { PartSize = 2 * PartBytes }, $"bytes 0-{(3 * PartBytes) - 1}/{4 * PartBytes}", Bytes.Random(3 * PartBytes));

        var received = await Storage.Uploads.FindReceivedAsync(session with { PartSize = 2 * PartBytes }, Cancel);

        Assert.Equal(3 * PartBytes, received!.Bytes);
        Assert.Equal([new UploadedPart(1, "", 2 * PartBytes)], received.Parts);
    }

    [Fact]
    public async Task Only_the_origin_that_began_the_upload_may_read_the_answers()
    {
        var file = Bytes.Random(PartBytes + 10);
        var session = await StartAsync(NewKey(), file.Length, Origin);

        using var allowed = await PutRangeAsync(session, $"bytes 0-{PartBytes - 1}/{file.Length}", file[..PartBytes], Origin);
        using var foreign = await PutRangeAsync(session, "bytes */*", [], "https://evil.example.org");

        Assert.Equal(Origin, Assert.Single(allowed.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Contains("Range", string.Join(',', allowed.Headers.GetValues("Access-Control-Expose-Headers")), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("https://evil.example.org", foreign.Headers.TryGetValues("Access-Control-Allow-Origin", out var origins) ? origins : []);
    }

    [Fact]
    public async Task A_completed_upload_is_found_until_its_object_is_removed()
    {
        var session = await StartAsync(NewKey(), 1000);
        var parts = await SendAsync(session, Bytes.Random(1000));
        await Storage.Uploads.CompleteAsync(session, parts, Cancel);

        var received = (await Storage.Uploads.FindReceivedAsync(session, Cancel))!;
        Assert.Equal((1000, true), (received.Bytes, received.IsComplete));
        await Storage.Remover.DeleteAsync(session.Key, Cancel);
        Assert.Null(await Storage.Uploads.FindReceivedAsync(session, Cancel));
        await RefusedAsync(session, StorageError.UploadNotFound, [.. parts]);
    }

    [Fact]
    public async Task An_upload_of_unknown_size_is_completed_with_what_has_arrived()
    {
        var file = Bytes.Random(3 * PartBytes);
        var session = (await StartAsync(NewKey(), size: null)) with { PartSize = 2 * PartBytes };
        using var first = await PutRangeAsync(session, $"bytes 0-{file.Length - 1}/*", file);
        var received = (await Storage.Uploads.FindReceivedAsync(session, Cancel))!;
        Assert.Equal((3 * PartBytes, false), (received.Bytes, received.IsComplete));

        var run = received.FromStart(session.PartSize);
        var stored = await Storage.Uploads.CompleteAsync(session, run.Parts, Cancel);
        var again = await Storage.Uploads.CompleteAsync(session, run.Parts, Cancel);

        Assert.Equal((file.Length, file.Length), (stored.Length, again.Length));
        Assert.Equal(Bytes.Sha256(file), Bytes.Sha256(await ReadAsync(session.Key)));
        Assert.True((await Storage.Uploads.FindReceivedAsync(session, Cancel))!.IsComplete);
        // A client that returns gets the object as the answer, with its size.
        using var late = await PutRangeAsync(session, $"bytes {file.Length}-{file.Length + 9}/{file.Length + 10}", Bytes.Random(10));
        Assert.Equal(HttpStatusCode.OK, late.StatusCode);
        Assert.Contains($"\"{file.Length}\"", await late.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Aborting_an_upload_whose_last_byte_has_arrived_keeps_the_object()
    {
        var session = await StartAsync(NewKey(), 1000);
        await SendAsync(session, Bytes.Random(1000));

        await Storage.Uploads.AbortAsync(session, Cancel);

        Assert.Equal(1000, (await Storage.Reader.FindAsync(session.Key, Cancel))!.Length);
    }

    private async Task<(HttpStatusCode Status, long? Last)> PutAsync(UploadSession session, int from, int to, byte[] file)
    {
        using var answer = await PutRangeAsync(session, $"bytes {from}-{to - 1}/{file.Length}", file[from..to]);
        return (answer.StatusCode, LastIn(answer));
    }

    private async Task<(HttpStatusCode Status, long? Last)> StateAsync(UploadSession session, string contentRange)
    {
        using var answer = await PutRangeAsync(session, contentRange, []);
        return (answer.StatusCode, LastIn(answer));
    }

    private static long? LastIn(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Range", out var ranges) ? long.Parse(ranges.Single()["bytes=0-".Length..], System.Globalization.CultureInfo.InvariantCulture) : null;
}
