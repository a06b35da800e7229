using System.Text;

namespace Kubrick.AppHost.Local;

/// <summary>A log file of bounded size: when it is full it becomes <c>.1</c>, which becomes <c>.2</c>, and the oldest goes.</summary>
internal sealed class RotatingFile(string path, long maxBytes = 8 * 1024 * 1024, int kept = 2) : IDisposable
{
    private FileStream? _file;
    private bool _failed;

    public void WriteLine(string line)
    {
        if (_failed)
        {
            return;
        }

        try
        {
            _file ??= Open();
            if (_file.Length > maxBytes)
            {
                Rotate();
            }

            _file.Write(Encoding.UTF8.GetBytes(line + "\n"));
            _file.Flush();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A full disk must not stop a resource; its lines are still kept in memory and shown.
            _failed = true;
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        _failed = true;
    }

    private FileStream Open()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
    }

    private void Rotate()
    {
        _file!.Dispose();
        for (var i = kept; i >= 1; i--)
        {
            var older = i == 1 ? path : $"{path}.{i - 1}";
            if (File.Exists(older))
            {
                File.Move(older, $"{path}.{i}", overwrite: true);
            }
        }

        _file = Open();
    }
}
