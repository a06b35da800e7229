namespace Kubrick.Storage.Local;

/// <summary>Maps exceptions of the file system to <see cref="StorageException"/>.</summary>
internal static class LocalFailure
{
    private const int NoSpace = 28;
    private const int TooLarge = 27;
    private const int QuotaUnix = 122;
    private const int QuotaMac = 69;
    private const int DiskFullWindows = unchecked((int)0x80070070);

    public static StorageException Wrap(Exception exception) => exception switch
    {
        IOException full when IsFull(full) => new(StorageError.Full, "The storage folder's disk is full.", full),
        UnauthorizedAccessException => new(StorageError.Refused, "The storage folder may not be read or written by this process.", exception),
        _ => new(StorageError.Unavailable, "The storage folder could not be read or written.", exception),
    };

    public static bool IsFileSystem(Exception exception) => exception is IOException or UnauthorizedAccessException;

    private static bool IsFull(IOException exception) =>
        exception.HResult is NoSpace or TooLarge or QuotaUnix or DiskFullWindows || (OperatingSystem.IsMacOS() && exception.HResult == QuotaMac);
}
