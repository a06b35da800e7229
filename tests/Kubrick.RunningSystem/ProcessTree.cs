using System.Globalization;

namespace Kubrick.RunningSystem;

/// <summary>Processes and their children, read from <c>/proc</c>.</summary>
public static class ProcessTree
{
    /// <summary>The children of a process.</summary>
    /// <param name="parent">The id of the parent process.</param>
    /// <param name="name">The program name to filter by; null for all.</param>
    public static IReadOnlyList<int> ChildrenOf(int parent, string? name = null) =>
    [
        .. from folder in Directory.EnumerateDirectories("/proc")
           let id = int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0
           where id > 0
           let stat = ReadOrNothing(Path.Combine(folder, "stat"))
           where stat.Length > 0
           let close = stat.LastIndexOf(')')
           let fields = stat[(close + 2)..].Split(' ')
           where fields[0] != "Z" && fields[1] == parent.ToString(CultureInfo.InvariantCulture)
           where name is null || stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..close] == name
           orderby id
           select id,
    ];

    /// <summary>The FFmpeg processes with which a worker transcodes live streams: they read from a pipe, those that process stored recordings never do.</summary>
    public static IReadOnlyList<int> LiveFFmpegOf(int worker) =>
        [.. ChildrenOf(worker, "ffmpeg").Where(process => !ReadOrNothing($"/proc/{process}/cmdline").Split('\0').Contains("-nostdin"))];

    private static string ReadOrNothing(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The process exited in the meantime.
            return "";
        }
    }
}
