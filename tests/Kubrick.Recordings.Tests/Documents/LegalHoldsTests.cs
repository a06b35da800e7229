using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Tests.Hosting;

namespace Kubrick.Recordings.Tests.Documents;

public sealed class LegalHoldsTests
{
    private static readonly Recording Held = Sample.Recording(RecordingStatus.Uploading) with { LegalHold = true, FileBytes = 1000, StoredVersion = null, Recovered = false };

    [Fact]
    public void A_size_that_was_stored_before_the_upload_keeps_nobody_from_it()
    {
        Assert.False(Held.IsHeld());
        Assert.False((Held with { Status = RecordingStatus.Error, FileBytes = 0 }).IsHeld());
    }

    [Fact]
    public void What_is_stored_is_held()
    {
        Assert.True((Held with { Status = RecordingStatus.Ready }).IsHeld());
        Assert.True((Held with { Status = RecordingStatus.Error }).IsHeld());
        Assert.True((Held with { Recovered = true }).IsHeld());
        Assert.True((Held with { StoredVersion = new ObjectVersion { ETag = "x", StoredAt = Sample.Noon } }).IsHeld());
        Assert.True((Held with { FileBytes = null, Earlier = [new EarlierOriginal { Key = "a", MimeType = "video/webm", FileBytes = 5 }] }).IsHeld());
        Assert.False((Held with { LegalHold = false, Status = RecordingStatus.Ready }).IsHeld());
    }
}
