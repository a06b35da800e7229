namespace Kubrick.Contracts.Logs;

/// <summary>Headers that a record of either log may have beside its own.</summary>
public static class LogHeaders
{
    /// <summary>
    /// Random bytes that identify one record to its writer, which reads the log up to it: what precedes it is all that others have written. Only the owner of the log's
    /// lease writes such a record.
    /// </summary>
    public const string OwnRecord = "own-record";
}
