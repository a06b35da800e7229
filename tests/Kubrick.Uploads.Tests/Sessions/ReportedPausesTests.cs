using System.Text.Json;
using Kubrick.Contracts.Recordings;
using Kubrick.Uploads.Tests.Servers;

namespace Kubrick.Uploads.Tests.Sessions;

/// <summary>The times that a client reports when it completes its upload: its pauses, and how long it recorded.</summary>
public sealed class ReportedPausesTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private const string Pause = """{"pausedAt":"2026-01-08T13:00:00.000+01:00","resumedAt":"2026-01-08T12:00:05.000Z","duration":5}""";
    private static readonly DateTimeOffset Noon = new(2026, 1, 8, 12, 0, 0, TimeSpan.Zero);

    private readonly UploadsHost host = shared.Host;

    [Fact]
    public async Task They_are_passed_on_also_when_the_upload_is_complete_already()
    {
        var upload = await SentAsync();
        Assert.Equal(200, (await CompleteAsync(upload, $$"""
            "pauseCount":1,"pauseDurationTotal":5.5,"pauseEvents":[{{Pause}}]
            """)).Status);
        var reported = host.Recordings.LastCompletion!;
        Assert.Equal(((long?)1, (double?)5.5), (reported.PauseCount, reported.PauseDurationTotal));
        Assert.Equal([new RecorderPause(Noon, Noon.AddSeconds(5), 5)], reported.PauseEvents!);

        // The answer was lost, or Recordings had completed it itself.
        Assert.Equal(200, (await CompleteAsync(upload, """
            "pauseCount":2
            """)).Status);
        Assert.Equal((2L, null, null), (host.Recordings.LastCompletion!.PauseCount, host.Recordings.LastCompletion.PauseDurationTotal, host.Recordings.LastCompletion.PauseEvents));
    }

    [Fact]
    public async Task Without_them_none_are_reported()
    {
        var upload = await SentAsync();
        Assert.Equal(200, (await CompleteAsync(upload, """
            "pauseCount":null,"pauseEvents":null
            """)).Status);
        var reported = host.Recordings.LastCompletion!;
        Assert.Equal((null, null, null), (reported.PauseCount, reported.PauseDurationTotal, reported.PauseEvents));
    }

    [Fact]
    public async Task How_long_the_recorder_ran_is_passed_on()
    {
        var upload = await SentAsync();
        Assert.Equal(200, (await CompleteAsync(upload, """
            "duration":200.5,"recordedSeconds":300
            """)).Status);
        Assert.Equal((200.5, 300d), (host.Recordings.LastCompletion!.Duration, host.Recordings.LastCompletion.RecordedSeconds));
    }

    [Theory]
    [InlineData("\"recordedSeconds\":-1", "/recordedSeconds")]
    [InlineData("\"recordedSeconds\":\"5\"", "/recordedSeconds")]
    [InlineData("\"pauseCount\":-1", "/pauseCount")]
    [InlineData("\"pauseCount\":1.5", "/pauseCount")]
    [InlineData("\"pauseCount\":1000001", "/pauseCount")]
    [InlineData("\"pauseDurationTotal\":-1", "/pauseDurationTotal")]
    [InlineData("\"pauseDurationTotal\":1e300", "/pauseDurationTotal")]
    [InlineData("\"pauseDurationTotal\":\"5\"", "/pauseDurationTotal")]
    [InlineData("\"pauseEvents\":{}", "/pauseEvents")]
    [InlineData("\"pauseEvents\":[1]", "/pauseEvents/0")]
    [InlineData("\"pauseEvents\":[{}]", "/pauseEvents")]
    [InlineData("\"pauseEvents\":[{\"pausedAt\":\"never\"}]", "/pauseEvents/0/pausedAt")]
    [InlineData("\"pauseEvents\":[{\"pausedAt\":\"2026-01-08T12:00:05Z\",\"resumedAt\":\"2026-01-08T12:00:00Z\"}]", "/pauseEvents")]
    [InlineData("\"pauseEvents\":[{\"pausedAt\":\"2026-01-08T12:00:05Z\",\"duration\":-1}]", "/pauseEvents/0/duration")]
    public async Task Invalid_ones_are_refused_before_anything_is_joined(string field, string pointer)
    {
        var upload = await SentAsync();

        var refused = await CompleteAsync(upload, field);

        refused.IsError(422, "VALIDATION_ERROR");
        Assert.Equal(pointer, refused.Errors[0].Pointer);
        Assert.True(host.HasSession(upload.UploadId));
        Assert.Equal("uploading", host.Recordings.Find(upload.RecordingId).Status);
        Assert.Equal(200, (await CompleteAsync(upload, "\"pauseCount\":0")).Status);
    }

    [Theory]
    [InlineData(1000, 200)]
    [InlineData(1001, 422)]
    public async Task At_most_1000_are_accepted(int pauses, int status)
    {
        var upload = await SentAsync();
        var answer = await CompleteAsync(upload, $"\"pauseEvents\":[{string.Join(',', Enumerable.Repeat(Pause, pauses))}]");
        Assert.Equal(status, answer.Status);
    }

    private async Task<Upload> SentAsync()
    {
        var upload = await Upload.StartOpenEndedAsync(host, 1000);
        await upload.SendAsync(1);
        return upload;
    }

    private Task<Answer> CompleteAsync(Upload upload, string fields)
    {
        var parts = JsonSerializer.Serialize(upload.ETags.Select(part => new { partNumber = part.Key, etag = part.Value }));
        return host.PostRawAsync("complete-chunked", $$"""{"recordingId":"{{upload.RecordingId}}","fileSize":1000,"parts":{{parts}},{{fields}}}""");
    }
}
