using System.Runtime.CompilerServices;
using Kubrick.Testing;

namespace Kubrick.Storage.Tests.Gcp;

/// <summary>Keeps Google's library from asking the metadata server of the machine that runs the tests.</summary>
internal static class NoMetadataServer
{
    /// <summary>Where the library looks for one instead.</summary>
    public static int Port { get; } = FreePort.Next();

    [ModuleInitializer]
    internal static void Use()
    {
        if (Servers.ExternalBucket.Find("gcp") is null)
        {
            Environment.SetEnvironmentVariable("GCE_METADATA_HOST", $"127.0.0.1:{Port}");
        }
    }
}
