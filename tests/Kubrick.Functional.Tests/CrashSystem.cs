using Kubrick.Functional.Tests.Live;

namespace Kubrick.Functional.Tests;

/// <summary>A system whose processes tests may kill. It has three workers with one slot each, which process nothing: the uploads of its tests are no videos.</summary>
public sealed class CrashSystem() : FolderSystem(
    "--Replicas:transcoder=3", "--Transcoder:Slots=1", "--Transcoder:GracePeriod=00:00:05", "--Transcoder:RemovalDelay=00:00:02",
    "--Transcoder:ProcessingSlots=0",
    // On a busy machine RabbitMQ needs more than the default minute to restart.
    "--Ingest:BrokerTimeout=00:05:00");

[CollectionDefinition(Name)]
public sealed class CrashSystemCollection : ICollectionFixture<CrashSystem>
{
    public const string Name = "a system whose processes may be killed";
}
