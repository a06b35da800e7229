namespace Kubrick.StreamLogs;

/// <summary>The connection to a log, or to its broker, was lost: the log may or may not contain unconfirmed records.</summary>
public sealed class LogLostException(string message, Exception? innerException = null) : Exception(message, innerException);
