using Kubrick.Storage;

namespace Kubrick.Recordings.Documents;

/// <summary>One version of a stored object. A new one has another tag, or at least another time.</summary>
internal sealed record ObjectVersion
{
    /// <summary>The storage's entity tag, without quotes.</summary>
    public required string ETag { get; init; }

    public required DateTimeOffset StoredAt { get; init; }

    /// <summary>The version of which a storage reported both facts; null if it did not.</summary>
    public static ObjectVersion? Of(string? etag, DateTimeOffset? storedAt) =>
        etag is { Length: > 0 } tag && storedAt is { } at ? new ObjectVersion { ETag = tag, StoredAt = at } : null;

    public bool Is(StoredObject stored) => stored.IsVersion(ETag, StoredAt);
}
