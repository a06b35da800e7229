namespace Kubrick.Contracts.Uploads;

/// <summary>
/// Attaches the session of a chunked upload to the recording. Attaching the recording's own session again changes what is known of it: the size, the times and the
/// SHA-256 of an open-ended upload, before its parts are joined.
/// </summary>
/// <param name="UploadId">The provider's id of the session (a secret with <c>gcp</c>).</param>
/// <param name="FileSize">The declared size of the whole file in bytes; null while it is unknown.</param>
/// <param name="ChunkSize">The size of every part but the last, in bytes.</param>
/// <param name="ExpiresAt">The expiry of the session, in UTC; null when it does not expire.</param>
/// <param name="Version">The <see cref="UploadState.Version"/> that the caller read; ignored for the recording's own session.</param>
public sealed record AttachUploadSession(string UploadId, long? FileSize, long ChunkSize, DateTimeOffset? ExpiresAt, long Version)
{
    /// <summary>Whether the session was opened without a size.</summary>
    public bool IsOpenEnded { get; init; }

    /// <summary>The SHA-256 of the whole file in lower-case hex, as the client computed it; null if unknown.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The length of the recording in the file in seconds, as the client declares it with the size; null if unknown.</summary>
    public double? Duration { get; init; }

    /// <summary>How long the recorder has recorded, in seconds; null if the client does not say it.</summary>
    public double? RecordedSeconds { get; init; }
}
