using System.Text.Json;

namespace Kubrick.Clients.Tests;

/// <summary>A front end of the first system: its source, unchanged, and the files that were built from it by <c>./kubrick test clients</c>.</summary>
internal sealed class FrontEnd
{
    private const string FoldersVariable = "KUBRICK_FRONT_ENDS";

    private static readonly Lazy<IReadOnlyList<FrontEnd>> All = new(() =>
    [
        .. (Environment.GetEnvironmentVariable(FoldersVariable) ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(folder => new FrontEnd(folder)),
    ]);

    private readonly string folder;

    private FrontEnd(string folder)
    {
        this.folder = folder;
        using var package = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "package.json")));
        Name = $"{package.RootElement.GetProperty("name").GetString()} {package.RootElement.GetProperty("version").GetString()}, {Path.GetFileName(folder)[..6]}";
    }

    /// <summary>The names of all front ends under test.</summary>
    public static TheoryData<string> Names => All.Value.Count > 0
        ? new TheoryData<string>(All.Value.Select(frontEnd => frontEnd.Name))
        : throw new InvalidOperationException("There is no front end to test: run ./kubrick test clients --frontend DIR.");

    /// <summary>Its package's name and version, and the beginning of the hash of its source.</summary>
    public string Name { get; }

    /// <summary>The name for files.</summary>
    public string FileName => Path.GetFileName(folder)[..6];

    /// <summary>The folder with the built files.</summary>
    public string BuiltFiles => Path.Combine(folder, "dist");

    /// <summary>Whether it reports the recorder's pauses (since d0f5092).</summary>
    public bool ReportsPauses => Contains("pauseEvents");

    /// <summary>Whether it lists the streams on a tab of their own (7885b96).</summary>
    public bool HasStreamsTab => Contains("StreamsTab");

    /// <summary>Whether its search finds words and metadata (since d0f5092); before, it finds the recorder's name only.</summary>
    public bool SearchesText => Contains("filter[search]");

    public static FrontEnd Named(string name) => All.Value.Single(frontEnd => frontEnd.Name == name);

    /// <summary>Whether its source contains a text.</summary>
    private bool Contains(string text) => Directory.EnumerateFiles(Path.Combine(folder, "src"), "*.js*", SearchOption.AllDirectories)
        .Any(file => File.ReadAllText(file).Contains(text, StringComparison.Ordinal));
}
