using System.Text;
using Aspire.Hosting;

namespace Kubrick.AppHost.Local;

/// <summary>Where a run keeps what it needs: volumes, temporary data, logs, generated parameters.</summary>
internal sealed class DataFolder(string path, bool isEphemeral, string servers, string tools)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The folder, with its full path.</summary>
    public string Path { get; } = path;

    /// <summary>Whether the folder goes when the application stops.</summary>
    public bool IsEphemeral { get; } = isEphemeral;

    /// <summary>The scripts that start local servers.</summary>
    public string Servers { get; } = servers;

    /// <summary>Installed tools.</summary>
    public string Tools { get; } = tools;

    public string Logs => System.IO.Path.Combine(Path, "logs");

    public string TemporaryRoot => System.IO.Path.Combine(Path, "temporary");

    /// <summary>The addresses of the running application, one a line, once it is up.</summary>
    public string AddressFile => System.IO.Path.Combine(Path, "address");

    public static DataFolder Of(IDistributedApplicationBuilder builder) => ((ILocalBuilder)builder).Folders;

    public string Volume(string name) => Make("volumes", name);

    public string Temporary(string name) => Make("temporary", name);

    /// <summary>Makes the folder, readable for its owner only: it holds passwords and recordings.</summary>
    public void Create() => Directory.CreateDirectory(Path, OwnerOnly);

    /// <summary>A text that is made once and then stays the same; two processes that make it at once agree on one.</summary>
    public string Persisted(string name, Func<string> create)
    {
        var file = System.IO.Path.Combine(Make("parameters", ""), name);
        if (!File.Exists(file))
        {
            var draft = $"{file}.{Guid.NewGuid():N}";
            using (var stream = new FileStream(draft, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }))
            {
                stream.Write(Encoding.UTF8.GetBytes(create()));
                stream.Flush(flushToDisk: true);
            }

            try
            {
                File.Move(draft, file, overwrite: false);
            }
            catch (IOException) when (File.Exists(file))
            {
                File.Delete(draft);
            }
        }

        return File.ReadAllText(file);
    }

    private string Make(string kind, string name)
    {
        var folder = System.IO.Path.Combine(Path, kind, name);
        Directory.CreateDirectory(folder, OwnerOnly);
        return folder;
    }
}
