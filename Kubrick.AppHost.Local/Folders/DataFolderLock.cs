using System.Globalization;
using Aspire.Hosting;

namespace Kubrick.AppHost.Local;

/// <summary>One application at a time on one data folder.</summary>
internal sealed class DataFolderLock : IDisposable
{
    private readonly FileStream _file;

    private DataFolderLock(FileStream file) => _file = file;

    /// <exception cref="DistributedApplicationException">Another application runs on the folder.</exception>
    public static DataFolderLock Take(DataFolder folder)
    {
        var path = Path.Combine(folder.Path, "lock");
        var owner = Path.Combine(folder.Path, "owner");
        FileStream file;
        try
        {
            folder.Create();
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new DistributedApplicationException($"Another application runs on the data folder {folder.Path}{Who(owner, folder.AddressFile)}.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DistributedApplicationException($"The data folder {folder.Path} cannot be written: {error.Message}", error);
        }

        File.WriteAllText(owner, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new DataFolderLock(file);
    }

    public void Dispose() => _file.Dispose();

    private static string Who(string owner, string addresses)
    {
        try
        {
            var process = $" (process {File.ReadAllText(owner).Trim()})";
            return File.Exists(addresses) ? $"{process}: {File.ReadAllText(addresses).Trim().ReplaceLineEndings(", ")}" : process;
        }
        catch (IOException)
        {
            return "";
        }
    }
}
