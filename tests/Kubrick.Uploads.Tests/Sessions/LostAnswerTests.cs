using Kubrick.Uploads.Tests.Servers;

namespace Kubrick.Uploads.Tests.Sessions;

/// <summary>After a lost answer, a repeated request gives the same result.</summary>
public sealed class LostAnswerTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly UploadsHost host = shared.Host;

    [Fact]
    public async Task Unreachable_Recordings_is_503_with_Retry_After_on_every_route()
    {
        await using var impatient = await UploadsHost.StartAsync(recordingsTimeout: TimeSpan.FromMilliseconds(300));
        var id = impatient.Recordings.Create();
        await impatient.Recordings.StopAsync();

        string[] routes = ["presigned-url", "complete", "init-chunked", "chunk-url", "complete-chunked", "abort-chunked", "thumbnail-url"];
        var answers = await Task.WhenAll(routes
            .Select(route => impatient.PostAsync(route, new { recordingId = id, fileSize = 1, partNumber = 1, parts = new[] { new { partNumber = 1, etag = "x" } } }))
            .Append(impatient.GetAsync(id)));

        Assert.All(answers, answer =>
        {
            answer.IsError(503, "SERVER_ERROR");
            Assert.NotNull(answer.RetryAfter);
        });
    }

    [Fact]
    public async Task After_a_lost_answer_to_the_session_init_finds_it()
    {
        var id = host.Recordings.Create();
        await host.PostAsync("presigned-url", new { recordingId = id, contentType = "video/webm", fileSize = 1000 });

        // The start changes nothing here, so the next change of Recordings attaches the session.
        var first = await LoseAsync("init-chunked", new { recordingId = id, contentType = "video/webm", fileSize = 1000 });
        var second = await host.PostAsync("init-chunked", new { recordingId = id, contentType = "video/webm", fileSize = 1000 });

        first.IsError(503, "SERVER_ERROR");
        Assert.Equal(200, second.Status);
        Assert.Equal(host.Recordings.Find(id).UploadId, second.Text("uploadId"));
    }

    [Fact]
    public async Task After_a_lost_answer_to_the_completion_a_repeat_succeeds()
    {
        var upload = await Upload.StartAsync(host, 1000);
        await upload.SendAllAsync();
        host.Recordings.LoseNextAnswer();

        (await upload.CompleteAsync()).IsError(503, "SERVER_ERROR");
        var again = await upload.CompleteAsync();

        Assert.Equal((200, "ready"), (again.Status, again.Text("status")));
        Assert.True(upload.IsStoredWhole());
    }

    [Fact]
    public async Task A_completion_that_did_not_reach_Recordings_is_reported_again()
    {
        var upload = await Upload.StartAsync(host, 1000);
        await upload.SendAllAsync();
        var before = host.Recordings.Find(upload.RecordingId);
        Assert.Equal(200, (await upload.CompleteAsync()).Status);
        host.Recordings.Change(upload.RecordingId, _ => before);

        var again = await upload.CompleteAsync();

        Assert.Equal((200, "ready"), (again.Status, again.Text("status")));
        Assert.Equal(1000, host.Recordings.Find(upload.RecordingId).FileBytes);
    }

    [Fact]
    public async Task A_completion_that_Recordings_found_itself_still_gets_the_duration()
    {
        var upload = await Upload.StartAsync(host, 1000);
        await upload.SendAllAsync();
        Assert.Equal(200, (await upload.CompleteAsync()).Status);
        host.Recordings.Change(upload.RecordingId, state => state with { Duration = null });

        var again = await upload.CompleteAsync();

        Assert.Equal((200, "ready"), (again.Status, again.Text("status")));
        Assert.Equal(12.5, host.Recordings.Find(upload.RecordingId).Duration);
    }

    [Fact]
    public async Task A_recording_in_error_becomes_ready_when_its_upload_completes()
    {
        var upload = await Upload.StartAsync(host, 1000);
        await upload.SendAllAsync();
        host.Recordings.Change(upload.RecordingId, state => state with { Status = "error" });

        var completed = await upload.CompleteAsync();

        Assert.Equal((200, "ready"), (completed.Status, completed.Text("status")));
        Assert.True(upload.IsStoredWhole());
    }

    [Theory]
    [InlineData("abort-chunked")]
    [InlineData("thumbnail-url")]
    [InlineData("presigned-url")]
    public async Task After_other_lost_answers_a_repeat_succeeds(string route)
    {
        var id = (await Upload.StartAsync(host, 1000)).RecordingId;

        var first = await LoseAsync(route, new { recordingId = id });
        var second = await host.PostAsync(route, new { recordingId = id });

        first.IsError(503, "SERVER_ERROR");
        Assert.Equal(200, second.Status);
    }

    [Fact]
    public async Task An_unwritable_storage_is_503_and_received_parts_are_kept()
    {
        var upload = await Upload.StartAsync(host, host.PartBytes + 10);
        await upload.SendAsync(1);
        var tmp = Path.Combine(host.Folder, "tmp");
        Directory.Delete(tmp);

        (await host.PostAsync("init-chunked", new { recordingId = host.Recordings.Create(), fileSize = 10 })).IsError(503, "SERVER_ERROR");
        await Assert.ThrowsAsync<InvalidOperationException>(() => upload.SendAsync(2));
        Directory.CreateDirectory(tmp);
        await upload.SendAsync(2);

        Assert.Equal(200, (await upload.CompleteAsync()).Status);
        Assert.True(upload.IsStoredWhole());
    }

    [Fact]
    public async Task An_unreachable_S3_server_is_503()
    {
        await using var s3 = await UploadsHost.StartAsync(
            ("Storage:Provider", "s3"), ("Storage:S3:Bucket", "b"), ("Storage:S3:Region", "us-east-1"), ("Storage:S3:Endpoint", "http://127.0.0.1:9"),
            ("Storage:S3:AccessKeyId", "a"), ("Storage:S3:SecretAccessKey", "s"), ("Storage:S3:ForcePathStyle", "true"));
        var id = s3.Recordings.Create();

        (await s3.PostAsync("init-chunked", new { recordingId = id, fileSize = 10 })).IsError(503, "SERVER_ERROR");
        (await s3.GetAsync("objects/recordings/x.webm?expires=1&signature=x")).IsError(404, "NOT_FOUND");
        Assert.Equal("uploading", s3.Recordings.Find(id).Status);
    }

    private async Task<Answer> LoseAsync(string route, object body)
    {
        host.Recordings.LoseNextAnswer();
        return await host.PostAsync(route, body);
    }
}
