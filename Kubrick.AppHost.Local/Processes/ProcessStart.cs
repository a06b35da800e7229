namespace Kubrick.AppHost.Local;

/// <summary>Everything that a process is started with.</summary>
/// <param name="Program">The program.</param>
/// <param name="WorkingDirectory">Where it runs.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Environment">Variables beside the host's own.</param>
/// <param name="Mark">The value of <c>KUBRICK_RUN</c>, by which its descendants are found wherever they go.</param>
internal sealed record ProcessStart(
    string Program, string WorkingDirectory, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment, string Mark);
