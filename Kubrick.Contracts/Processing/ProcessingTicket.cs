namespace Kubrick.Contracts.Processing;

/// <summary>What a worker needs to know to process a recording.</summary>
public sealed record ProcessingTicket
{
    /// <summary>The recording's id, 24 hex digits.</summary>
    public required string RecordingId { get; init; }

    /// <summary>The request.</summary>
    public required int Generation { get; init; }

    /// <summary><c>local</c>, <c>s3</c> or <c>gcp</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>The bucket of the original and of what is made from it.</summary>
    public required string Bucket { get; init; }

    /// <summary>The original's key.</summary>
    public required string StorageKey { get; init; }

    /// <summary>The original's size in bytes.</summary>
    public required long FileBytes { get; init; }

    /// <summary>The SHA-256 of the original in lower-case hex, as its uploader computed it; null where unknown.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The size in bytes of the parts whose hashes are wanted, because none are known; null where none are wanted.</summary>
    public long? PartBytes { get; init; }

    /// <summary>Whether a picture is wanted, because the recorder stored none.</summary>
    public bool WantsThumbnail { get; init; }

    /// <summary>Whether an MP4 copy is wanted.</summary>
    public bool WantsMp4 { get; init; }

    /// <summary>What an earlier request found and stored of the same original.</summary>
    public ProcessingFindings Known { get; init; } = ProcessingFindings.None;
}
