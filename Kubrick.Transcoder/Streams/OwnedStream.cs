using Kubrick.Contracts.Streams;

namespace Kubrick.Transcoder.Streams;

/// <summary>A stream while this worker owns its lease.</summary>
/// <param name="Job">What was requested.</param>
/// <param name="Progress">Its numbers.</param>
/// <param name="Retry">Retries its storage operations.</param>
/// <param name="Fence">Protects what another worker might write.</param>
internal sealed record OwnedStream(TranscodeStream Job, StreamProgress Progress, StorageRetry Retry, WriteFence Fence)
{
    /// <summary>The recording's id.</summary>
    public string Id => Job.RecordingId;
}
