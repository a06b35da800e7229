namespace Kubrick.StreamLogs;

/// <summary>The log does not exist.</summary>
public sealed class StreamLogMissingException(string name, Exception? innerException = null)
    : Exception($"There is no log '{name}'.", innerException)
{
    /// <summary>The log's name.</summary>
    public string Name { get; } = name;
}
