namespace Kubrick.DocumentDbGateway.Errors;

/// <summary>A command failed in a way that the client is told about; the connection goes on.</summary>
internal sealed class MongoException(MongoErrorCode code, string message, string? label = null, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>The label by which drivers run the whole transaction again.</summary>
    public const string TransientTransaction = "TransientTransactionError";

    /// <summary>The label by which drivers send the write again.</summary>
    public const string RetryableWrite = "RetryableWriteError";

    /// <summary>MongoDB's code.</summary>
    public MongoErrorCode Code { get; } = code;

    /// <summary>What drivers are to make of it, null for nothing.</summary>
    public string? Label { get; } = label;
}
