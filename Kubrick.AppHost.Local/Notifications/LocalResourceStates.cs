namespace Kubrick.AppHost.Local;

/// <summary>States that only the local runner knows.</summary>
public static class LocalResourceStates
{
    /// <summary>Its process crashed and is about to be started again.</summary>
    public static readonly string Restarting = nameof(Restarting);

    /// <summary>Its process has crashed several times in a row; it is started again, less and less often.</summary>
    public static readonly string CrashLoop = nameof(CrashLoop);
}
