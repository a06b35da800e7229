namespace Kubrick.Storage;

/// <summary>The section <c>Storage</c> of the configuration: the settings that every provider has.</summary>
public sealed class StorageOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Storage";

    /// <summary><c>local</c>, <c>s3</c> or <c>gcp</c> (environment <c>STORAGE_PROVIDER</c>).</summary>
    public string Provider { get; set; } = StorageLocation.Local;

    /// <summary>The lifetime of a URL that reads, 1 minute to 7 days.</summary>
    public TimeSpan ReadUrlLifetime { get; set; } = TimeSpan.FromHours(2);

    /// <summary>The lifetime of a URL that writes, 1 minute to 7 days.</summary>
    public TimeSpan WriteUrlLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The lifetime of an open upload, 1 to 30 days. With <c>s3</c> the bucket's lifecycle rule aborts it; <c>gcp</c> forgets it after 7 days at most.</summary>
    public TimeSpan UploadLifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// The size of an upload's parts in bytes, unless it makes more than 10,000 parts: 10 MiB; a multiple of 256 KiB. Amazon's S3 requires
    /// at least 5 MiB.
    /// </summary>
    public long PartSize { get; set; } = PartSizes.Default;

    /// <summary>
    /// The size in bytes of the parts of an upload whose size is not known at its start, such as a recording that is still running: 5 MiB; a multiple of
    /// 256 KiB. Such an upload has at most 10,000 parts.
    /// </summary>
    public long OpenEndedPartSize { get; set; } = PartSizes.OpenEnded;

    /// <summary>
    /// The size in bytes of the parts of an object of unknown length that the product writes: 8 MiB; a multiple of 256 KiB. Such an object
    /// has at most 10,000 parts.
    /// </summary>
    public long WriterPartSize { get; set; } = PartSizes.Writer;
}
