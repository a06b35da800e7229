using Kubrick.Uploads.Tests.Servers;

namespace Kubrick.Uploads.Tests.Sessions;

/// <summary>The upload that would replace what a legal hold keeps.</summary>
public sealed class HeldUploadTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly UploadsHost host = shared.Host;

    [Fact]
    public async Task It_is_not_joined_and_nothing_of_it_is_lost()
    {
        var upload = await Upload.StartOpenEndedAsync(host, 1000);
        await upload.SendAsync(1);
        host.Recordings.Change(upload.RecordingId, state => state with { IsHeld = true, FileBytes = 500 });

        var refused = await upload.CompleteAsync(1000, upload.Sha256);
        refused.IsError(409, "CONFLICT");
        // The mark of a final refusal: the client uploads its file as another recording.
        Assert.Equal("/recordingId", refused.Errors[0].Pointer);
        Assert.True(host.HasSession(upload.UploadId));
        Assert.False(File.Exists(Path.Combine(host.Folder, "objects", host.Recordings.Find(upload.RecordingId).StorageKey!)));

        host.Recordings.Change(upload.RecordingId, state => state with { IsHeld = false });
        Assert.Equal(200, (await upload.CompleteAsync(1000, upload.Sha256)).Status);
        Assert.True(upload.IsStoredWhole());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_recovered_recording_says_whether_it_may_be_replaced(bool isHeld)
    {
        var upload = await Upload.StartOpenEndedAsync(host, 1000);
        await upload.SendAsync(1);
        Assert.Equal(200, (await upload.CompleteAsync(1000)).Status);
        host.Recordings.Change(upload.RecordingId, state => state with { IsRecovered = true, IsHeld = isHeld });
        Assert.Equal(!isHeld, (await host.GetAsync(upload.RecordingId)).Body.GetProperty("recovered").GetBoolean());
    }
}
