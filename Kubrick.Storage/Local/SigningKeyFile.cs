using System.Security.Cryptography;
using System.Text;

namespace Kubrick.Storage.Local;

/// <summary>
/// The secret that signs URLs. Without a setting it is made once and kept in the storage folder, beside the objects' tree and
/// readable by its owner only. Two processes that start at once agree on one key.
/// </summary>
internal static class SigningKeyFile
{
    private const int KeyBytes = 32;

    public static byte[] Read(LocalFolder folder, string? configured) =>
        configured is null ? ReadOrMake(folder) : SHA256.HashData(Encoding.UTF8.GetBytes(configured));

    private static byte[] ReadOrMake(LocalFolder folder)
    {
        if (!File.Exists(folder.SigningKey))
        {
            Make(folder);
        }

        var key = File.ReadAllBytes(folder.SigningKey);
        return key.Length == KeyBytes
            ? key
            : throw new InvalidOperationException($"The file {folder.SigningKey} must hold {KeyBytes} bytes; remove it to have a new one made.");
    }

    private static void Make(LocalFolder folder)
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

            // Whoever links first wins; the others find the winner's key, whole.
            Posix.TryLink(draft, folder.SigningKey);
            Posix.FlushDirectory(folder.Root);
        }
        finally
        {
            File.Delete(draft);
        }
    }
}
