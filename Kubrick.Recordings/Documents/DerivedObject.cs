using Kubrick.Contracts.Processing;

namespace Kubrick.Recordings.Documents;

/// <summary>A stored object that was made from the original (<see cref="DerivedFile"/>).</summary>
internal sealed record DerivedObject
{
    /// <summary>One of <see cref="DerivedKinds"/>.</summary>
    public required string Kind { get; init; }

    public required string Key { get; init; }

    public required string MimeType { get; init; }

    public required long Bytes { get; init; }

    /// <summary>Lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The SHA-256 of the object that it was made from.</summary>
    public required string ParentSha256 { get; init; }
}
