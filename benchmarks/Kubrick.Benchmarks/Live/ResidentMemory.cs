using System.Globalization;

namespace Kubrick.Benchmarks.Live;

/// <summary>The resident memory of processes, from <c>/proc</c>.</summary>
internal static class ResidentMemory
{
    /// <summary>The resident memory of a process in bytes; 0 after it has exited.</summary>
    public static long Of(int process)
    {
        try
        {
            var pages = File.ReadAllText($"/proc/{process}/statm").Split(' ')[1];
            return long.Parse(pages, CultureInfo.InvariantCulture) * Environment.SystemPageSize;
        }
        catch (IOException)
        {
            // The process has exited.
            return 0;
        }
    }
}
