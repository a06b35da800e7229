namespace Kubrick.Storage.Local;

/// <summary>The section <c>Storage:Local</c>: objects in a folder that Recordings and Uploads share.</summary>
public sealed class LocalStorageOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = StorageOptions.Section + ":Local";

    /// <summary>The folder; it is made where it is missing. Without a setting, <c>kubrick/storage</c> in the user's own data folder.</summary>
    public string Root { get; set; } = DefaultRoot();

    /// <summary>
    /// The secret that signs URLs, at least 32 characters. Without a setting, one is made once and kept in the folder, readable
    /// by its owner only.
    /// </summary>
    public string? SigningKey { get; set; }

    /// <summary>The largest object that one PUT may store, in bytes; 5 GiB as with S3.</summary>
    public long MaxObjectBytes { get; set; } = 5L << 30;

    /// <summary>The room in bytes that stays free on the disk: what would use it is refused as if the disk were full.</summary>
    public long ReservedBytes { get; set; } = 256L << 20;

    private static string DefaultRoot()
    {
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return data.Length == 0 ? "" : Path.Combine(data, "kubrick", "storage");
    }
}
