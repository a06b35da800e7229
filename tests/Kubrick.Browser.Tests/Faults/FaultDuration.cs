using System.Globalization;

namespace Kubrick.Browser.Tests.Faults;

/// <summary>How many seconds the network or the storage fails, unless the variable says so.</summary>
internal static class FaultDuration
{
    private const string Variable = "KUBRICK_FAULT_SECONDS";

    public static int OfNetwork { get; } = Read(30);

    public static int OfStorage { get; } = Read(20);

    private static int Read(int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(Variable), CultureInfo.InvariantCulture, out var seconds) && seconds > 0 ? seconds : otherwise;
}
