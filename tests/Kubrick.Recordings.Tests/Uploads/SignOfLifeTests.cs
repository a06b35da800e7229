using Kubrick.Contracts.Uploads;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Recordings.Uploads;

namespace Kubrick.Recordings.Tests.Uploads;

/// <summary>Which requests of a client say that the recorder lives.</summary>
public sealed class SignOfLifeTests
{
    private static readonly DateTimeOffset Later = Sample.Noon.AddHours(1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_chunked_upload_is_watched(bool isOpenEnded) => Assert.Equal(Later, Note(Session() with { IsOpenEnded = isOpenEnded }, recordedSeconds: null).LastPartAt);

    [Theory]
    [InlineData(1, false)]
    [InlineData(60, true)]
    // The clock was set back in between.
    [InlineData(-3600, true)]
    public void A_sign_soon_after_another_one_is_not_noted(int secondsLater, bool isNoted)
    {
        var last = Later.AddSeconds(-secondsLater);
        Assert.Equal(isNoted ? Later : last, Note(Session() with { LastPartAt = last }, recordedSeconds: null).LastPartAt);
    }

    [Theory]
    [InlineData(301, true)]
    [InlineData(300, true)]
    [InlineData(245, true)]
    [InlineData(null, true)]
    [InlineData(200, false)]
    [InlineData(0, false)]
    public void A_copy_that_lost_its_end_does_not_postpone_the_recovery(int? recordedSeconds, bool isSign)
    {
        var reported = Session() with { LastPartAt = Sample.Noon, RecordedSeconds = 300 };
        var noted = Note(reported, recordedSeconds);
        Assert.Equal(isSign ? Later : Sample.Noon, noted.LastPartAt);
        Assert.Equal((double)Math.Max(300, recordedSeconds ?? 0), noted.RecordedSeconds);
    }

    private static UploadSessionFacts Session() => new() { ChunkSize = 10, IsOpenEnded = true, StartedAt = Sample.Noon };

    private static UploadSessionFacts Note(UploadSessionFacts session, double? recordedSeconds)
    {
        var uploading = Sample.Recording() with { UploadId = "u", StorageKey = "k", UploadSession = session };
        Assert.True(UploadDecisions.NotePart(uploading, new NotePart(1, recordedSeconds, null), Later).Is(out var noted, out _));
        return noted!.UploadSession!;
    }
}
