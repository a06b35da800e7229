using System.Net;
using Kubrick.Testing.Gcs;
using Kubrick.Uploads.Tests.Servers;

namespace Kubrick.Uploads.Tests.Sessions;

/// <summary>Chunked uploads with the provider <c>gcp</c>, against the stub of its server.</summary>
public sealed class GcpUploadTests : IAsyncLifetime
{
    private const string Bucket = "uploads-tests";
    private const string Origin = "https://interviews.example.org";

    private GcsStub stub = null!;
    private UploadsHost host = null!;

    public async ValueTask InitializeAsync()
    {
        stub = await GcsStub.StartAsync(TestContext.Current.CancellationToken);
        stub.AddBucket(Bucket);
        host = await UploadsHost.StartAsync(
            ("Storage:Provider", "gcp"), ("Storage:Gcp:Bucket", Bucket), ("Storage:Gcp:CredentialsFile", stub.Account.WriteKey()), ("Storage:Gcp:Endpoint", stub.Address.AbsoluteUri));
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await stub.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_file_sent_in_chunks_is_stored_byte_for_byte(int parts)
    {
        var upload = await GcpUpload.StartAsync(host, ((parts - 1) * host.PartBytes) + 54_321);
        Assert.Equal((host.PartBytes, parts, "gcp", Bucket), (upload.Begun.Number("chunkSize"), upload.Begun.Number("totalChunks"), upload.Begun.Text("provider"), upload.Begun.Text("bucket")));

        await upload.SendAllAsync();
        var first = await upload.CompleteAsync();
        var second = await upload.CompleteAsync();

        Assert.Equal((200, "ready"), (first.Status, first.Text("status")));
        Assert.Equal(first.Body.GetRawText(), second.Body.GetRawText());
        Assert.Equal(upload.File, stub.Read(Bucket, host.Recordings.Find(upload.RecordingId).StorageKey!));
        Assert.Equal((upload.File.Length, 12.5), (host.Recordings.Find(upload.RecordingId).FileBytes, host.Recordings.Find(upload.RecordingId).Duration));
    }

    [Fact]
    public async Task All_parts_have_the_URL_of_the_session_which_is_bound_to_the_browsers_origin()
    {
        var upload = await GcpUpload.StartAsync(host, host.PartBytes + 10, Origin);

        Assert.Equal(await upload.SessionAsync(1), await upload.SessionAsync(2));
        Assert.Equal(Origin, stub.OriginOf(await upload.SessionAsync()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("null")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://a.example.org/path")]
    public async Task An_origin_that_is_none_is_not_forwarded(string? origin)
    {
        var upload = await GcpUpload.StartAsync(host, 10, origin);

        Assert.Null(stub.OriginOf(await upload.SessionAsync()));
    }

    [Fact]
    public async Task A_client_that_returns_while_its_upload_is_completed_without_it_waits_until_that_is_noted()
    {
        var upload = await GcpUpload.StartOpenEndedAsync(host, host.PartBytes + 10);
        var session = await upload.SessionAsync();
        Assert.Equal(HttpStatusCode.PermanentRedirect, await upload.SendAsync(0, host.PartBytes, isOpenEnded: true));
        using var last = new HttpRequestMessage(HttpMethod.Put, session) { Content = new ByteArrayContent([]) };
        last.Content.Headers.TryAddWithoutValidation("Content-Range", $"bytes */{host.PartBytes}");
        Assert.Equal(HttpStatusCode.OK, (await host.Http.SendAsync(last, TestContext.Current.CancellationToken)).StatusCode);

        // Recordings has completed it with what had arrived, and has not noted it yet.
        host.Recordings.Change(upload.RecordingId, state => state with { RecoveredBytes = host.PartBytes });
        (await upload.TryStartOpenEndedAsync()).IsError(503, "SERVER_ERROR");

        // It wanted to, with fewer bytes, and its client was faster, whose answer was lost.
        host.Recordings.Change(upload.RecordingId, state => state with { RecoveredBytes = host.PartBytes - 1 });
        await upload.StartOpenEndedAsync();
        Assert.Equal(session, await upload.SessionAsync());
    }

    [Fact]
    public async Task Named_parts_need_no_ETag()
    {
        var upload = await GcpUpload.StartAsync(host, 1000);
        await upload.SendAllAsync();

        Assert.Equal(200, (await upload.CompleteAsync(new[] { new { partNumber = 1, etag = "" } })).Status);
    }

    [Fact]
    public async Task An_incomplete_upload_is_refused_and_can_be_continued()
    {
        var upload = await GcpUpload.StartAsync(host, host.PartBytes + 10);
        await upload.SendAsync(0, host.PartBytes);

        var refused = await upload.CompleteAsync();
        await upload.SendAsync(host.PartBytes, upload.File.Length);

        refused.IsError(422, "VALIDATION_ERROR");
        Assert.Equal(("/parts", $"The storage has {host.PartBytes} bytes, but {upload.File.Length} were declared. Send the rest."), Assert.Single(refused.Errors));
        Assert.Equal(200, (await upload.CompleteAsync()).Status);
    }

    [Fact]
    public async Task Parts_must_still_be_an_array()
    {
        var upload = await GcpUpload.StartAsync(host, 1000);

        (await upload.CompleteAsync("all")).IsError(422, "VALIDATION_ERROR");
        (await host.PostAsync("complete-chunked", new { recordingId = upload.RecordingId })).IsError(400, "MISSING_PARAMETER");
    }

    [Fact]
    public async Task After_a_reload_the_upload_is_found_with_its_received_bytes()
    {
        var upload = await GcpUpload.StartAsync(host, (2 * host.PartBytes) + 10);
        await upload.SendAsync(0, host.PartBytes);

        var progress = await host.GetAsync(upload.RecordingId);
        var session = await upload.SessionAsync();
        await upload.StartAsync();

        Assert.Equal((host.PartBytes, upload.File.Length, 3), (progress.Number("receivedBytes"), progress.Number("fileSize"), progress.Number("totalChunks")));
        Assert.Equal(progress.Text("uploadId"), upload.Begun.Text("uploadId"));
        Assert.Equal(session, await upload.SessionAsync());
    }

    [Fact]
    public async Task A_file_whose_browser_died_after_the_last_byte_is_completed_without_sending_it_again()
    {
        var upload = await GcpUpload.StartAsync(host, host.PartBytes + 10);
        await upload.SendAllAsync();
        var session = await upload.SessionAsync();

        await upload.StartAsync();

        Assert.Equal(session, await upload.SessionAsync());
        Assert.Equal(upload.File.Length, (await host.GetAsync(upload.RecordingId)).Number("receivedBytes"));
        Assert.Equal(200, (await upload.CompleteAsync()).Status);
    }

    [Fact]
    public async Task After_a_lost_answer_completing_again_succeeds()
    {
        var upload = await GcpUpload.StartAsync(host, 1000);
        await upload.SendAllAsync();
        host.Recordings.LoseNextAnswer();

        (await upload.CompleteAsync()).IsError(503, "SERVER_ERROR");
        Assert.Equal(200, (await upload.CompleteAsync()).Status);
    }

    [Fact]
    public async Task An_open_ended_upload_ends_with_a_piece_of_a_part()
    {
        const int Step = 256 << 10;
        await using var wide = await UploadsHost.StartAsync(
            ("Storage:Provider", "gcp"), ("Storage:Gcp:Bucket", Bucket), ("Storage:Gcp:CredentialsFile", stub.Account.WriteKey()), ("Storage:Gcp:Endpoint", stub.Address.AbsoluteUri),
            ("Storage:OpenEndedPartSize", $"{4 * Step}"));
        var upload = await GcpUpload.StartOpenEndedAsync(wide, 5 * Step);
        Assert.Equal(4 * Step, upload.Begun.Number("chunkSize"));
        // No chunk names the total, so the session is open until the completion, which counts bytes after the last whole part, too.
        await upload.SendAsync(0, 4 * Step, isOpenEnded: true);
        await upload.SendAsync(4 * Step, 5 * Step, isOpenEnded: true);

        var wrong = await wide.PostAsync("complete-chunked", new { recordingId = upload.RecordingId, parts = Array.Empty<object>(), fileSize = 4 * Step });
        wrong.IsError(422, "VALIDATION_ERROR");
        var completed = await wide.PostAsync("complete-chunked", new { recordingId = upload.RecordingId, parts = Array.Empty<object>(), fileSize = 5 * Step });

        Assert.Equal((200, "ready"), (completed.Status, completed.Text("status")));
        Assert.Equal(upload.File, stub.Read(Bucket, wide.Recordings.Find(upload.RecordingId).StorageKey!));
        Assert.Equal(5 * Step, wide.Recordings.LastCompletion!.FileBytes);
    }

    [Fact]
    public async Task An_aborted_upload_takes_no_more_bytes()
    {
        var upload = await GcpUpload.StartAsync(host, host.PartBytes + 10);
        await upload.SendAsync(0, host.PartBytes);
        var session = await upload.SessionAsync();

        var aborted = await host.PostAsync("abort-chunked", new { recordingId = upload.RecordingId });

        Assert.Equal((200, "error"), (aborted.Status, aborted.Text("status")));
        using var late = await host.Http.PutAsync(session, new ByteArrayContent([1]), TestContext.Current.CancellationToken);
        Assert.Equal(410, (int)late.StatusCode);
        (await upload.CompleteAsync()).IsError(400, "NO_UPLOAD_SESSION");
    }

    [Fact]
    public async Task A_session_that_the_storage_forgot_is_replaced()
    {
        var upload = await GcpUpload.StartAsync(host, host.PartBytes + 10);
        var forgotten = await upload.SessionAsync();
        stub.Fault = request => request.IsStatus && forgotten.Query.EndsWith(request.Query.Split("upload_id=")[1], StringComparison.Ordinal) ? new GcsFault(410) : null;

        (await upload.CompleteAsync()).IsError(400, "NO_UPLOAD_SESSION");
        await upload.StartAsync();
        await upload.SendAllAsync();

        Assert.NotEqual(forgotten, await upload.SessionAsync());
        Assert.Equal(200, (await upload.CompleteAsync()).Status);
    }

    [Fact]
    public async Task What_is_no_video_is_refused_stays_stored_and_can_be_sent_again()
    {
        var upload = await GcpUpload.StartAsync(host, 1000, file: new byte[1000]);
        await upload.SendAllAsync();

        (await upload.CompleteAsync()).IsError(422, "VALIDATION_ERROR");

        var key = host.Recordings.Find(upload.RecordingId).StorageKey!;
        Assert.Equal(("error", upload.Begun.Text("uploadId")), (host.Recordings.Find(upload.RecordingId).Status, host.Recordings.LastRejection!.UploadId));
        Assert.Equal(new byte[1000], stub.Read(Bucket, key));
        // Its session is over: the storage cannot look at a file before it is whole.
        (await upload.CompleteAsync()).IsError(400, "NO_UPLOAD_SESSION");

        await upload.StartAsync();
        Assert.Equal((200, "uploading"), (upload.Begun.Status, host.Recordings.Find(upload.RecordingId).Status));
        Assert.NotEqual(host.Recordings.LastRejection.UploadId, upload.Begun.Text("uploadId"));
    }

    [Fact]
    public async Task A_storage_that_does_not_answer_says_nothing_of_the_video()
    {
        var upload = await GcpUpload.StartAsync(host, 1000);
        await upload.SendAllAsync();
        stub.Fault = request => request.Method == "GET" && request.Query.Contains("alt=media", StringComparison.Ordinal) ? new GcsFault(503) : null;

        (await upload.CompleteAsync()).IsError(503, "SERVER_ERROR");
        Assert.Equal("uploading", host.Recordings.Find(upload.RecordingId).Status);

        stub.Fault = _ => null;
        Assert.Equal(200, (await upload.CompleteAsync()).Status);
    }

    [Fact]
    public async Task A_missing_permission_is_503_without_details()
    {
        stub.Fault = _ => new GcsFault(403, "forbidden");

        (await host.PostAsync("init-chunked", new { recordingId = host.Recordings.Create(), fileSize = 10 })).IsError(503, "SERVER_ERROR");
    }
}
