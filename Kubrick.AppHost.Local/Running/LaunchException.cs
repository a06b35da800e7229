namespace Kubrick.AppHost.Local;

/// <summary>A process that cannot be started, now or later; the message is one sentence that says why.</summary>
internal sealed class LaunchException(string message) : Exception(message);
