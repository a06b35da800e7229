using Kubrick.Storage;

namespace Kubrick.Recordings.Reconciliation;

/// <summary>What the storage has of an upload.</summary>
internal abstract record StoredUpload
{
    /// <summary>The whole video.</summary>
    internal sealed record Whole(StoredObject Object) : StoredUpload;

    /// <summary>The whole video, put beside its key (<see cref="StagedFiles"/>).</summary>
    internal sealed record Arrived(StoredObject Object) : StoredUpload;

    /// <summary>What had arrived of an abandoned upload, completed by an earlier pass that died before it could report it.</summary>
    internal sealed record Recovered(StoredObject Object) : StoredUpload;

    /// <summary>An open session.</summary>
    /// <param name="Session">The session.</param>
    /// <param name="All">Everything that has arrived.</param>
    /// <param name="Received">The bytes of it from the first on, up to the first gap.</param>
    internal sealed record Open(UploadSession Session, ReceivedParts All, ContiguousParts Received) : StoredUpload
    {
        /// <summary>What can be joined, in the order of the parts: everything that has arrived. With GCS the last may be a piece of a part.</summary>
        public IReadOnlyList<UploadedPart> Joinable { get; } = Received.HasGap ? [.. All.Parts.Where(part => part.Length is > 0).OrderBy(part => part.PartNumber)] : Received.Parts;

        /// <summary>Whether the first part has arrived, which has the header that players need.</summary>
        public bool HasStart => Joinable is [{ PartNumber: 1 }, ..];

        /// <summary>What can be joined without the parts that are too small to stand before another.</summary>
        public IReadOnlyList<UploadedPart> WithoutShort => [.. Joinable.SkipLast(1).Where(part => part.Length >= Session.PartSize), .. Joinable.TakeLast(1)];
    }

    /// <summary>Nothing that counts.</summary>
    internal sealed record Nothing : StoredUpload;
}
