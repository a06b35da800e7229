using System.Security.Cryptography;
using System.Text;

namespace Kubrick.Storage.Local;

/// <summary>
/// The secret that signs URLs. Unless it is configured, it is generated once and stored in the storage folder, readable by the owner only.
/// Processes that start at the same time agree on one key.
/// </summary>
internal static class SigningKeyFile
{
    private const int KeyBytes = 32;

    public static byte[] Read(LocalFolder folder, string? configured) =>
        configured is null ? ReadOrCreate(folder) : SHA256.HashData(Encoding.UTF8.GetBytes(configured));

    private static byte[] ReadOrCreate(LocalFolder folder)
    {
        if (!File.Exists(folder.SigningKey))
        {
            Create(folder);
        }

        var key = File.ReadAllBytes(folder.SigningKey);
        return key.Length == KeyBytes
            ? key
            : throw new InvalidOperationException($"The file {folder.SigningKey} must contain {KeyBytes} bytes; remove it to generate a new one.");
    }

    private static void Create(LocalFolder folder)
    {
        var draft = folder.NewTempPath();
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (var file = new FileStream(draft, options))
            {
                file.Write(RandomNumberGenerator.GetBytes(KeyBytes));
                file.Flush(flushToDisk: true);
            }

            // The first link wins; other processes then read that key.
            Posix.TryLink(draft, folder.SigningKey);
            Posix.FlushDirectory(folder.Root);
        }
        finally
        {
            File.Delete(draft);
        }
    }
}
