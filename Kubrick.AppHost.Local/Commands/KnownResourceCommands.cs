namespace Aspire.Hosting.ApplicationModel;

/// <summary>What one can ask of a resource while the application runs.</summary>
public static class KnownResourceCommands
{
    /// <summary>Start a resource that was stopped, has finished or cannot run.</summary>
    public static readonly string StartCommand = "start";

    /// <summary>Stop a resource; it stays stopped until it is started.</summary>
    public static readonly string StopCommand = "stop";

    /// <summary>Stop a resource and start it again.</summary>
    public static readonly string RestartCommand = "restart";
}
