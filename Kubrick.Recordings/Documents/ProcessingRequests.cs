using Kubrick.Contracts.Processing;

namespace Kubrick.Recordings.Documents;

/// <summary>Starts and forgets the processing of a recording (<c>docs/processing.md</c>).</summary>
internal static class ProcessingRequests
{
    /// <summary>Whether a worker has it or will get it.</summary>
    public static bool IsBeingProcessed(this Recording recording) => recording.Processing?.State is ProcessingState.Queued or ProcessingState.Running;

    /// <summary>The recording with a new request, which supersedes an earlier one, and the event.</summary>
    public static Recording RequestProcessing(this Recording recording, bool wantsMp4, DateTimeOffset at) => (recording with
    {
        ProcessingGeneration = recording.ProcessingGeneration + 1,
        Processing = new ProcessingFacts { State = ProcessingState.Queued, WantsMp4 = wantsMp4, ChangedAt = at },
    }).Raise(new ProcessingRequested(recording.Id.ToString(), recording.ProcessingGeneration + 1, at), at);

    /// <summary>The recording with its first request, for which nobody waits, and the event.</summary>
    public static Recording RequestBackfill(this Recording recording, DateTimeOffset at)
    {
        var requested = recording.RequestProcessing(wantsMp4: false, at);
        return requested with { Processing = requested.Processing! with { IsBackfill = true } };
    }

    /// <summary>Asks for the same work again, because the request or its worker may be lost.</summary>
    public static Recording RepeatProcessing(this Recording recording, DateTimeOffset at) => recording.Processing is not { } processing
        ? recording
        : (recording with { Processing = processing with { ChangedAt = at } })
            .Raise(new ProcessingRequested(recording.Id.ToString(), recording.ProcessingGeneration, at), at);

    /// <summary>The recording without what was made from an original that is being replaced. Its objects are replaced by the next processing, or removed with the recording.</summary>
    public static Recording ForgetProcessing(this Recording recording) => recording with
    {
        Processing = null,
        Media = null,
        Derived = [],
        // One that was made shows the original that is replaced.
        ThumbnailKey = recording.FindDerived(DerivedKinds.Thumbnail) is null ? recording.ThumbnailKey : null,
        StoredSha256 = null,
        StoredBytes = null,
        LateSha256 = null,
    };

    /// <summary>The newest derived object of a kind; null where there is none.</summary>
    public static DerivedObject? FindDerived(this Recording recording, string kind) => recording.Derived.LastOrDefault(made => made.Kind == kind);
}
