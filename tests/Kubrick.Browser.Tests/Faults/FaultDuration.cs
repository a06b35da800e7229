using System.Globalization;

namespace Kubrick.Browser.Tests.Faults;

/// <summary>How long a network or a storage fails.</summary>
internal static class FaultDuration
{
    private const string Variable = "KUBRICK_FAULT_SECONDS";

    /// <summary>4 s, or those of the variable.</summary>
    public static int Seconds { get; } = int.TryParse(Environment.GetEnvironmentVariable(Variable), CultureInfo.InvariantCulture, out var seconds) && seconds > 0 ? seconds : 4;
}
