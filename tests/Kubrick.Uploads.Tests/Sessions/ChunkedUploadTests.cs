using Kubrick.Uploads.Tests.Servers;

namespace Kubrick.Uploads.Tests.Sessions;

public sealed class ChunkedUploadTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly UploadsHost host = shared.Host;

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_file_sent_in_parts_is_stored_byte_for_byte(int parts)
    {
        var upload = await Upload.StartAsync(host, ((parts - 1) * host.PartBytes) + 54_321);
        Assert.Equal((host.PartBytes, parts, "local"), (upload.Begun.Number("chunkSize"), upload.Begun.Number("totalChunks"), upload.Begun.Text("provider")));

        await upload.SendAllAsync();
        var completed = await upload.CompleteAsync();

        Assert.Equal((200, "ready"), (completed.Status, completed.Text("status")));
        Assert.True(completed.Body.GetProperty("success").GetBoolean());
        Assert.True(upload.IsStoredWhole());
        Assert.Equal(("video/webm", 12.5), (host.Recordings.Find(upload.RecordingId).MimeType, host.Recordings.Find(upload.RecordingId).Duration));
        Assert.False(host.HasSession(upload.UploadId));
    }

    [Fact]
    public async Task Parts_have_10_MiB_by_default()
    {
        await using var other = await UploadsHost.StartAsync(("Storage:PartSize", null));
        var started = await other.PostAsync("init-chunked", new { recordingId = other.Recordings.Create(), fileSize = 31_500_000 });

        Assert.Equal((10_485_760, 4), (started.Number("chunkSize"), started.Number("totalChunks")));
    }

    [Fact]
    public async Task Completing_again_gives_the_same_answer()
    {
        var upload = await Upload.StartAsync(host, 1000);
        await upload.SendAllAsync();

        var first = await upload.CompleteAsync();
        var second = await upload.CompleteAsync();

        Assert.Equal((first.Status, first.Body.GetRawText()), (second.Status, second.Body.GetRawText()));
    }

    [Fact]
    public async Task Concurrent_completions_get_the_same_answer()
    {
        var upload = await Upload.StartAsync(host, host.PartBytes + 5);
        await upload.SendAllAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => upload.CompleteAsync()));

        Assert.All(answers, answer => Assert.Equal((200, "ready"), (answer.Status, answer.Text("status"))));
        Assert.True(upload.IsStoredWhole());
    }

    [Fact]
    public async Task Parts_may_be_named_in_any_order_with_or_without_quotes()
    {
        var upload = await Upload.StartAsync(host, host.PartBytes + 1);
        await upload.SendAllAsync();

        var completed = await upload.CompleteAsync((2, upload.ETags[2].Trim('"')), (1, upload.ETags[1]));

        Assert.Equal(200, completed.Status);
    }

    [Fact]
    public async Task Wrong_parts_are_named_and_can_be_corrected()
    {
        var upload = await Upload.StartAsync(host, (2 * host.PartBytes) + 5);
        await upload.SendAsync(1);
        await upload.SendAsync(3);
        var (one, three) = (upload.ETags[1], upload.ETags[3]);

        IsAbout(await upload.CompleteAsync((1, one), (3, three)), "/parts", "missing: 2");
        IsAbout(await upload.CompleteAsync((1, one), (2, one), (3, three)), "/parts", "not stored: 2");
        await upload.SendAsync(2);
        var two = upload.ETags[2];
        IsAbout(await upload.CompleteAsync((1, one), (1, one), (2, two), (3, three)), "/parts", "more than once: 1");
        IsAbout(await upload.CompleteAsync((1, one), (2, two), (3, three), (4, one), (5, one)), "/parts", "unknown: 4, 5");
        IsAbout(await upload.CompleteAsync((1, one), (2, one), (3, three)), "/parts/1/etag", "part 2");

        Assert.Equal(200, (await upload.CompleteAsync()).Status);
        Assert.True(upload.IsStoredWhole());

        static void IsAbout(Answer answer, string pointer, string sentence)
        {
            answer.IsError(422, "VALIDATION_ERROR");
            Assert.Contains(answer.Errors, error => error.Pointer == pointer && error.Detail.Contains(sentence, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_size_other_than_the_declared_one_is_refused()
    {
        var upload = await Upload.StartAsync(host, 1000);
        var url = (await host.PostAsync("chunk-url", new { recordingId = upload.RecordingId, partNumber = 1 })).Text("uploadUrl");
        var etag = await host.PutAsync(url, new byte[999]);

        var answer = await upload.CompleteAsync((1, etag!));

        answer.IsError(422, "VALIDATION_ERROR");
        Assert.Equal(("/parts", "The parts have 999 bytes together, but 1000 were declared."), Assert.Single(answer.Errors));
    }

    [Fact]
    public async Task Starting_again_finds_the_session_and_its_parts()
    {
        var upload = await Upload.StartAsync(host, host.PartBytes + 5);
        await upload.SendAsync(1);

        var again = await host.PostAsync("init-chunked", new { recordingId = upload.RecordingId, contentType = "video/webm", fileSize = host.PartBytes + 5 });
        var progress = await host.GetAsync(upload.RecordingId);

        Assert.Equal(upload.UploadId, again.Text("uploadId"));
        Assert.Equal((upload.UploadId, host.PartBytes, 2), (progress.Text("uploadId"), progress.Number("receivedBytes"), progress.Number("totalChunks")));
        var part = Assert.Single(progress.Body.GetProperty("parts").EnumerateArray());
        Assert.Equal((1, upload.ETags[1].Trim('"'), host.PartBytes), (part.GetProperty("partNumber").GetInt32(), part.GetProperty("etag").GetString(), part.GetProperty("size").GetInt64()));
        Assert.True(progress.Body.GetProperty("expiresAt").GetDateTimeOffset() > TimeProvider.System.GetUtcNow());
    }

    [Theory]
    [InlineData("video/webm", 2000)]
    [InlineData("video/mp4", 1000)]
    public async Task Starting_with_another_file_replaces_the_session(string contentType, int fileSize)
    {
        var upload = await Upload.StartAsync(host, 1000);
        await upload.SendAllAsync();

        var other = await host.PostAsync("init-chunked", new { recordingId = upload.RecordingId, contentType, fileSize });

        Assert.NotEqual(upload.UploadId, other.Text("uploadId"));
        Assert.Equal((false, true), (host.HasSession(upload.UploadId), host.HasSession(other.Text("uploadId"))));
    }

    [Fact]
    public async Task Concurrent_starts_create_one_session()
    {
        await using var own = await UploadsHost.StartAsync();
        var id = own.Recordings.Create();

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => own.PostAsync("init-chunked", new { recordingId = id, fileSize = 1000 })));

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Equal([own.Recordings.Find(id).UploadId], Directory.GetDirectories(Path.Combine(own.Folder, "uploads")).Select(Path.GetFileName));
        Assert.Equal(own.Recordings.Find(id).UploadId, Assert.Single(answers.Select(answer => answer.Text("uploadId")).Distinct()));
    }

    [Fact]
    public async Task An_aborted_upload_is_gone_and_can_be_begun_again()
    {
        var upload = await Upload.StartAsync(host, 1000);
        await upload.SendAllAsync();
        var url = (await host.PostAsync("chunk-url", new { recordingId = upload.RecordingId, partNumber = 1 })).Text("uploadUrl");

        var first = await host.PostAsync("abort-chunked", new { recordingId = upload.RecordingId });
        var second = await host.PostAsync("abort-chunked", new { recordingId = upload.RecordingId });

        Assert.Equal((200, "error"), (first.Status, first.Text("status")));
        Assert.Equal(first.Body.GetRawText(), second.Body.GetRawText());
        Assert.False(host.HasSession(upload.UploadId));
        Assert.Null(await host.PutAsync(url, new byte[1000]));
        (await upload.CompleteAsync()).IsError(400, "NO_UPLOAD_SESSION");
        (await host.GetAsync(upload.RecordingId)).IsError(400, "NO_UPLOAD_SESSION");

        var repeated = await Upload.StartAsync(host, 1000, upload.RecordingId);
        await repeated.SendAllAsync();
        Assert.Equal(200, (await repeated.CompleteAsync()).Status);
    }

    [Fact]
    public async Task A_ready_recording_cannot_be_aborted_or_begun_again()
    {
        var upload = await Upload.StartAsync(host, 1000);
        await upload.SendAllAsync();
        await upload.CompleteAsync();

        (await host.PostAsync("abort-chunked", new { recordingId = upload.RecordingId })).IsError(409, "CONFLICT");
        (await host.PostAsync("init-chunked", new { recordingId = upload.RecordingId, fileSize = 1000 })).IsError(409, "CONFLICT");
        (await host.PostAsync("chunk-url", new { recordingId = upload.RecordingId, partNumber = 1 })).IsError(400, "NO_UPLOAD_SESSION");
        var progress = await host.GetAsync(upload.RecordingId);
        Assert.Equal(("ready", 1000), (progress.Text("status"), progress.Number("receivedBytes")));
        Assert.True(upload.IsStoredWhole());
    }

    [Fact]
    public async Task A_recording_archived_during_its_upload_keeps_its_file_and_status()
    {
        var upload = await Upload.StartAsync(host, 1000);
        await upload.SendAllAsync();
        host.Recordings.Change(upload.RecordingId, state => state with { Status = "archived" });

        var first = await upload.CompleteAsync();
        var second = await upload.CompleteAsync();

        Assert.Equal((200, "archived"), (first.Status, first.Text("status")));
        Assert.Equal(first.Body.GetRawText(), second.Body.GetRawText());
        Assert.True(upload.IsStoredWhole());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(10_001)]
    [InlineData(-1)]
    public async Task An_unknown_part_number_is_refused(int number)
    {
        var upload = await Upload.StartAsync(host, host.PartBytes + 1);

        var answer = await host.PostAsync("chunk-url", new { recordingId = upload.RecordingId, partNumber = number });

        answer.IsError(422, "VALIDATION_ERROR");
        Assert.Equal("/partNumber", Assert.Single(answer.Errors).Pointer);
    }

    [Fact]
    public async Task Without_a_session_no_route_continues_an_upload()
    {
        var id = host.Recordings.Create();

        (await host.PostAsync("chunk-url", new { recordingId = id, partNumber = 1 })).IsError(400, "NO_UPLOAD_SESSION");
        (await host.PostAsync("complete-chunked", new { recordingId = id, parts = new[] { new { partNumber = 1, etag = "x" } } })).IsError(400, "NO_UPLOAD_SESSION");
        (await host.GetAsync(id)).IsError(400, "NO_UPLOAD_SESSION");
    }

    [Fact]
    public async Task A_session_that_expired_or_is_in_another_storage_does_not_count()
    {
        var upload = await Upload.StartAsync(host, 1000);
        var state = host.Recordings.Find(upload.RecordingId);

        host.Recordings.Change(upload.RecordingId, found => found with { SessionExpiresAt = TimeProvider.System.GetUtcNow().AddSeconds(-1) });
        (await host.PostAsync("chunk-url", new { recordingId = upload.RecordingId, partNumber = 1 })).IsError(400, "NO_UPLOAD_SESSION");
        host.Recordings.Change(upload.RecordingId, _ => state with { Provider = "s3" });
        (await host.PostAsync("chunk-url", new { recordingId = upload.RecordingId, partNumber = 1 })).IsError(400, "NO_UPLOAD_SESSION");
    }
}
