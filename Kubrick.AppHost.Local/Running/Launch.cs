namespace Kubrick.AppHost.Local;

/// <summary>How a process of a resource is started, before the arguments and variables that the application adds.</summary>
/// <param name="Program">A full path, or a name on the <c>PATH</c>.</param>
/// <param name="WorkingDirectory">Where it runs.</param>
internal sealed record Launch(string Program, string WorkingDirectory)
{
    public IReadOnlyList<string> Arguments { get; init; } = [];

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
