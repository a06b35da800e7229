namespace Kubrick.Storage.Local;

/// <summary>The section <c>Storage:Local</c>: objects in a folder that Recordings and Uploads share.</summary>
public sealed class LocalStorageOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = StorageOptions.Section + ":Local";

    /// <summary>The folder; created if missing. The default is <c>kubrick/storage</c> in the user's data folder.</summary>
    public string Root { get; set; } = DefaultRoot();

    /// <summary>
    /// The secret that signs URLs, at least 32 characters. By default one is generated once and stored in the folder, readable
    /// by its owner only.
    /// </summary>
    public string? SigningKey { get; set; }

    /// <summary>The maximum size of an object that one PUT stores, in bytes; 5 GiB as with S3.</summary>
    public long MaxObjectBytes { get; set; } = 5L << 30;

    /// <summary>
    /// The origin of signed URLs, such as <c>https://media.example.org</c>, if a proxy serves them under another one than the pages. By default they are relative, and thus right whatever
    /// address and proxy a page was loaded from.
    /// </summary>
    public Uri? PublicEndpoint { get; set; }

    /// <summary>The free space in bytes that uploads leave on the disk: a write that would use it is refused as if the disk were full.</summary>
    public long ReservedBytes { get; set; } = 256L << 20;

    private static string DefaultRoot()
    {
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return data.Length == 0 ? "" : Path.Combine(data, "kubrick", "storage");
    }
}
