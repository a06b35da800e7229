using Kubrick.Storage.Local;

namespace Kubrick.Storage.Tests.Local;

/// <summary>A storage folder for one test.</summary>
internal sealed class TempFolder : IDisposable
{
    public TempFolder()
    {
        Folder = new LocalFolder(Path.Combine(Path.GetTempPath(), "kubrick-local-" + Guid.NewGuid().ToString("N")));
        Folder.Create();
    }

    public LocalFolder Folder { get; }

    public LocalObjects Objects(TimeProvider time, LocalStorageOptions? options = null)
    {
        options ??= new LocalStorageOptions { ReservedBytes = 0 };
        return new LocalObjects(Folder, new LocalFreeSpace(Folder, options), options, time);
    }

    public LocalUploads Uploads(TimeProvider time, LocalStorageOptions? local = null)
    {
        local ??= new LocalStorageOptions { ReservedBytes = 0 };
        var options = new StorageOptions();
        return new LocalUploads(Folder, Objects(time, local), new LocalFreeSpace(Folder, local), new LocalUrlSigner(new byte[32], options, time, endpoint: null), options, time);
    }

    public void Dispose() => Directory.Delete(Folder.Root, recursive: true);
}
