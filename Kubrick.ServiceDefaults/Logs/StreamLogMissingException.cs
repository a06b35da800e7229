namespace Kubrick.ServiceDefaults.Logs;

/// <summary>There is no log of that name.</summary>
public sealed class StreamLogMissingException(string name, Exception? innerException = null)
    : Exception($"There is no log '{name}'.", innerException)
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;
}
