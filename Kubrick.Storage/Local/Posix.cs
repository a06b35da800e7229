using System.Runtime.InteropServices;

namespace Kubrick.Storage.Local;

/// <summary>Two system calls that .NET lacks; Windows needs neither.</summary>
internal static partial class Posix
{
    private const int ReadOnly = 0;
    private const int FileExists = 17;
    private const int InvalidArgument = 22;

    /// <summary>Makes the entries of a directory durable: only then a rename or a new file survives a power cut.</summary>
    public static void FlushDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var directory = Open(path, ReadOnly);
        if (directory < 0)
        {
            throw Failure(path);
        }

        try
        {
            // Some network file systems have nothing to flush and return EINVAL.
            if (Fsync(directory) != 0 && Marshal.GetLastPInvokeError() != InvalidArgument)
            {
                throw Failure(path);
            }
        }
        finally
        {
            _ = Close(directory);
        }
    }

    /// <summary>Creates a second name of a file; false if that name exists. Atomic: of many concurrent callers one succeeds.</summary>
    public static bool TryLink(string existing, string name)
    {
        if (OperatingSystem.IsWindows())
        {
            try
            {
                File.Move(existing, name, overwrite: false);
                return true;
            }
            catch (IOException) when (File.Exists(name))
            {
                return false;
            }
        }

        if (Link(existing, name) == 0)
        {
            return true;
        }

        return Marshal.GetLastPInvokeError() == FileExists ? false : throw Failure(name);
    }

    private static IOException Failure(string path)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"{Marshal.GetPInvokeErrorMessage(error)}: {path}", error);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string name);
}
