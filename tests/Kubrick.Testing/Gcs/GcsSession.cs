namespace Kubrick.Testing.Gcs;

/// <summary>A resumable upload.</summary>
internal sealed class GcsSession(GcsBucket bucket, string name, string contentType, string? cacheControl, long? declared, string? origin)
{
    public const int Step = 256 << 10;

    public SemaphoreSlim Exclusive { get; } = new(1, 1);

    public GcsBucket Bucket => bucket;

    public string? Origin => origin;

    public long? Declared => declared;

    public MemoryStream Received { get; } = new();

    /// <summary>The object, after the last byte.</summary>
    public GcsObject? Stored { get; private set; }

    public bool IsCancelled { get; set; }

    /// <summary>Stores the received bytes as the object; false if it was written less than a second ago.</summary>
    public bool Finish()
    {
        Stored = bucket.Put(name, Received.ToArray(), contentType, cacheControl);
        return Stored is not null;
    }
}
