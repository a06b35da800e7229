using Kubrick.Storage;
using Kubrick.Uploads.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.Uploads.Tests.State;

/// <summary>Which expired uploads may be removed with what has arrived of them.</summary>
public sealed class UploadOwnerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_upload_is_released_when_it_is_no_longer_the_one_of_its_recording()
    {
        await using var host = await UploadsHost.StartAsync();
        var upload = await Upload.StartAsync(host, 1000);
        var (owner, key) = (host.Services.GetRequiredService<IUploadOwner>(), upload.Begun.Text("storageKey"));

        Assert.False(await owner.HasReleasedAsync(key, upload.UploadId, Cancel));
        Assert.True(await owner.HasReleasedAsync(key, Guid.NewGuid().ToString("N"), Cancel));
        host.Recordings.Change(upload.RecordingId, state => state with { Status = "error", UploadId = null });
        Assert.True(await owner.HasReleasedAsync(key, upload.UploadId, Cancel));
    }

    [Theory]
    // Deleted; no recording; what the product itself writes in parts.
    [InlineData("recordings/2026/03/04/0123456789abcdef01234567-001.webm")]
    [InlineData("recordings/2026/03/04/x-001.webm")]
    [InlineData("previews/0123456789abcdef01234567/seekable.webm")]
    [InlineData("streams/0123456789abcdef01234567/archive.mp4")]
    public async Task An_upload_of_no_recording_is_released(string key)
    {
        await using var host = await UploadsHost.StartAsync();
        Assert.True(await host.Services.GetRequiredService<IUploadOwner>().HasReleasedAsync(key, "u", Cancel));
    }

    [Theory]
    // The patterns of the keys were changed after it began.
    [InlineData("videos/0123456789abcdef01234567-001.webm")]
    [InlineData("streams-of-old/0123456789abcdef01234567/archive.mp4")]
    public async Task An_upload_under_a_key_of_unknown_kind_is_kept(string key)
    {
        await using var host = await UploadsHost.StartAsync();
        Assert.False(await host.Services.GetRequiredService<IUploadOwner>().HasReleasedAsync(key, "u", Cancel));
    }

    [Fact]
    public async Task While_Recordings_does_not_answer_nothing_is_released()
    {
        await using var host = await UploadsHost.StartAsync(recordingsTimeout: TimeSpan.FromSeconds(1));
        var upload = await Upload.StartAsync(host, 1000);
        host.Recordings.Change(upload.RecordingId, state => state with { UploadId = null });
        await host.Recordings.StopAsync();

        Assert.False(await host.Services.GetRequiredService<IUploadOwner>().HasReleasedAsync(upload.Begun.Text("storageKey"), upload.UploadId, Cancel));
    }
}
