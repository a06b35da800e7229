using Kubrick.Storage;

namespace Kubrick.Recordings.Reconciliation;

/// <summary>What the storage has of an upload.</summary>
internal abstract record StoredUpload
{
    /// <summary>The whole video.</summary>
    internal sealed record Whole(StoredObject Object) : StoredUpload;

    /// <summary>What had arrived of an abandoned upload, completed by an earlier pass that died before it could report it.</summary>
    internal sealed record Recovered(StoredObject Object) : StoredUpload;

    /// <summary>An open session.</summary>
    /// <param name="Session">The session.</param>
    /// <param name="All">Everything that has arrived.</param>
    /// <param name="Received">The bytes of it from the first on, up to the first gap.</param>
    internal sealed record Open(UploadSession Session, ReceivedParts All, ContiguousParts Received) : StoredUpload;

    /// <summary>Nothing that counts.</summary>
    internal sealed record Nothing : StoredUpload;
}
