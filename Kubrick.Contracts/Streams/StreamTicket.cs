namespace Kubrick.Contracts.Streams;

/// <summary>The facts of a recording that is, was or may be streamed, as Recordings stores them.</summary>
public sealed record StreamTicket
{
    /// <summary>The recording's id, 24 hex digits.</summary>
    public required string RecordingId { get; init; }

    /// <summary>The recording's status as sent to clients.</summary>
    public required string Status { get; init; }

    /// <summary>Its title.</summary>
    public required string Title { get; init; }

    /// <summary>The recorder's name.</summary>
    public required string RecorderName { get; init; }

    /// <summary><c>480p</c>, <c>720p</c> or <c>1080p</c>.</summary>
    public required string Quality { get; init; }

    /// <summary>The content type it was created with.</summary>
    public required string MimeType { get; init; }

    /// <summary>When it was created, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The sequence number in the archive's key; 0 before a stream is started.</summary>
    public required int StorageSequence { get; init; }

    /// <summary>The prefix of its playlist and media, without a slash at the end, as in <c>started</c>.</summary>
    public required string StreamPrefix { get; init; }

    /// <summary>Where its media are stored: <c>local</c>, <c>s3</c> or <c>gcp</c>; null in documents of the first system, which mean the configured provider.</summary>
    public string? Provider { get; init; }

    /// <summary>The bucket of its media; null for the one of the provider's settings.</summary>
    public string? Bucket { get; init; }

    /// <summary>The key of a playlist that is stored elsewhere than under <see cref="StreamPrefix"/>, with its media in the same folder; else null.</summary>
    public string? PlaylistKey { get; init; }
}
