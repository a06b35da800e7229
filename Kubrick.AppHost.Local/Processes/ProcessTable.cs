using System.Globalization;
using System.Text;

namespace Kubrick.AppHost.Local;

/// <summary>The machine's processes, as <c>/proc</c> shows them.</summary>
internal static class ProcessTable
{
    public static ProcessEntry? Find(int id)
    {
        try
        {
            return Parse(File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat")));
        }
        catch (Exception error) when (IsGone(error))
        {
            return null;
        }
    }

    public static IEnumerable<ProcessEntry> All() => Ids().Select(Find).OfType<ProcessEntry>();

    public static bool HasGroup(int group) => All().Any(process => process.Group == group);

    /// <summary>The processes whose environment holds a variable whose text begins so. Children inherit it, wherever they go.</summary>
    public static IReadOnlyList<ProcessEntry> WithVariable(string beginning, bool whole)
    {
        var wanted = Encoding.UTF8.GetBytes(beginning + (whole ? "\0" : ""));
        var found = new List<ProcessEntry>();
        foreach (var id in Ids())
        {
            // The start time comes first: a process that replaces it in between has another, and the signal is not sent.
            if (Find(id) is { } process && Holds(id, wanted))
            {
                found.Add(process);
            }
        }

        return found;
    }

    /// <summary>Parses <c>/proc/PID/stat</c>; null for a zombie.</summary>
    internal static ProcessEntry? Parse(string stat)
    {
        // The name is in parentheses and may itself hold spaces and parentheses.
        var nameEnd = stat.LastIndexOf(')');
        var fields = stat[(nameEnd + 2)..].Split(' ');
        return fields[0] is "Z" or "X"
            ? null
            : new ProcessEntry(
                int.Parse(stat.AsSpan(0, stat.IndexOf(' ', StringComparison.Ordinal)), CultureInfo.InvariantCulture),
                int.Parse(fields[1], CultureInfo.InvariantCulture),
                int.Parse(fields[2], CultureInfo.InvariantCulture),
                long.Parse(fields[19], CultureInfo.InvariantCulture));
    }

    private static IEnumerable<int> Ids()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                yield return id;
            }
        }
    }

    private static bool Holds(int id, byte[] wanted)
    {
        try
        {
            var environment = File.ReadAllBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/environ")).AsSpan();
            for (var at = environment.IndexOf(wanted); at >= 0;)
            {
                if (at == 0 || environment[at - 1] == 0)
                {
                    return true;
                }

                environment = environment[(at + 1)..];
                at = environment.IndexOf(wanted);
            }

            return false;
        }
        catch (Exception error) when (IsGone(error))
        {
            return false;
        }
    }

    private static bool IsGone(Exception error) =>
        error is IOException or UnauthorizedAccessException or FormatException or IndexOutOfRangeException or ArgumentOutOfRangeException;
}
