namespace Kubrick.Storage;

/// <summary>The section <c>Storage</c> of the configuration: what holds for every provider.</summary>
public sealed class StorageOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Storage";

    /// <summary><c>local</c> or <c>s3</c> (environment <c>STORAGE_PROVIDER</c>).</summary>
    public string Provider { get; set; } = StorageLocation.Local;

    /// <summary>How long a URL that reads lasts, 1 minute to 7 days.</summary>
    public TimeSpan ReadUrlLifetime { get; set; } = TimeSpan.FromHours(2);

    /// <summary>How long a URL that writes lasts, 1 minute to 7 days.</summary>
    public TimeSpan WriteUrlLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a resumable upload may take, 1 to 30 days. With <c>s3</c> the bucket's lifecycle rule ends it.</summary>
    public TimeSpan UploadLifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// The size of a part in bytes, where it does not make too many of them; 10 MiB, and a multiple of 256 KiB. Amazon's S3 takes none
    /// under 5 MiB.
    /// </summary>
    public long ChunkSize { get; set; } = ChunkSizes.Default;

    /// <summary>
    /// The size in bytes of a part that the product itself writes of an object whose length it does not know yet; 8 MiB, and a multiple of 256 KiB.
    /// 10,000 of them are the longest such object.
    /// </summary>
    public long WriterPartSize { get; set; } = ChunkSizes.Writer;
}
