namespace Kubrick.Storage.Gcp;

/// <summary>What GCS answers about a resumable upload.</summary>
internal abstract record SessionState
{
    private SessionState()
    {
    }

    /// <summary>More bytes are expected (308).</summary>
    /// <param name="Received">The number of stored bytes, which may be less than was sent.</param>
    internal sealed record Open(long Received) : SessionState;

    /// <summary>The object is stored (200 or 201).</summary>
    /// <param name="Bytes">Its size; null if the storage did not report it.</param>
    internal sealed record Complete(long? Bytes) : SessionState;

    /// <summary>The session was cancelled, has expired, or never existed.</summary>
    internal sealed record Gone : SessionState;
}
