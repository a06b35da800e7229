namespace Kubrick.ServiceDefaults.Logs;

/// <summary>The broker, or the way to it, was lost: what was not confirmed may or may not stand in the log.</summary>
public sealed class LogLostException(string message, Exception? innerException = null) : Exception(message, innerException);
