namespace Kubrick.DocumentDbGateway.Errors;

/// <summary>A command failed. The client gets an error reply, and the connection stays open.</summary>
internal sealed class MongoException(MongoErrorCode code, string message, string? label = null, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>The label on which drivers retry the whole transaction.</summary>
    public const string TransientTransaction = "TransientTransactionError";

    /// <summary>The label on which drivers retry the write.</summary>
    public const string RetryableWrite = "RetryableWriteError";

    /// <summary>MongoDB's error code.</summary>
    public MongoErrorCode Code { get; } = code;

    /// <summary>The label that makes drivers retry; null for none.</summary>
    public string? Label { get; } = label;
}
