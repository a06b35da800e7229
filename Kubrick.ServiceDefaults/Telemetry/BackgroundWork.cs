using System.Diagnostics;

namespace Kubrick.ServiceDefaults.Telemetry;

/// <summary>
/// Traces of background jobs. A job polls without a trace, because calls outside any trace are not recorded; it starts one when it has found something to do.
/// </summary>
public static class BackgroundWork
{
    private static readonly ActivitySource Source = new("Kubrick.BackgroundWork");

    /// <summary>Starts the trace of one piece of work; null where nothing records it.</summary>
    /// <param name="name">A noun for the work, such as <c>deletion</c>; the same for every piece.</param>
    public static Activity? Start(string name) => Source.StartActivity(name, ActivityKind.Internal);
}
