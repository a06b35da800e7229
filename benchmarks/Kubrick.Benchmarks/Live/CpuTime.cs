using System.Globalization;

namespace Kubrick.Benchmarks.Live;

/// <summary>The CPU time of processes, from <c>/proc</c>.</summary>
internal static class CpuTime
{
    private const double TicksPerSecond = 100;

    /// <summary>The CPU time of processes, including their reaped children.</summary>
    public static TimeSpan Of(IEnumerable<int> processes) => Sum(processes, 4);

    /// <summary>The CPU time of processes, excluding their children.</summary>
    public static TimeSpan OfThemselves(IEnumerable<int> processes) => Sum(processes, 2);

    /// <summary>The CPU time of this process's reaped children.</summary>
    public static TimeSpan OfEndedChildren()
    {
        var status = File.ReadAllText("/proc/self/stat");
        var fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromSeconds(fields.Skip(13).Take(2).Sum(field => long.Parse(field, CultureInfo.InvariantCulture)) / TicksPerSecond);
    }

    /// <summary>A process and all its descendants.</summary>
    public static IReadOnlyList<int> Tree(int root)
    {
        var parents = new Dictionary<int, int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) && ParentOf(id) is { } parent)
            {
                parents[id] = parent;
            }
        }

        var tree = new List<int> { root };
        for (var i = 0; i < tree.Count; i++)
        {
            tree.AddRange(parents.Where(pair => pair.Value == tree[i]).Select(pair => pair.Key));
        }

        return tree;
    }

    private static TimeSpan Sum(IEnumerable<int> processes, int fieldCount)
    {
        var ticks = 0L;
        foreach (var process in processes)
        {
            try
            {
                var status = File.ReadAllText($"/proc/{process}/stat");
                var fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
                // utime, stime, cutime, cstime: fields 14 to 17 of proc(5).
                ticks += fields.Skip(11).Take(fieldCount).Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
            }
            catch (IOException)
            {
                // The process has exited.
            }
        }

        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }

    private static int? ParentOf(int process)
    {
        try
        {
            var status = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(status[(status.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
