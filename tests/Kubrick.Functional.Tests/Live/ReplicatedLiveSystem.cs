namespace Kubrick.Functional.Tests.Live;

/// <summary>A system that streams, with two replicas of every service behind the gateway.</summary>
public sealed class ReplicatedLiveSystem() : FolderSystem(
    "--Replicas:recordings=2", "--Replicas:uploads=2", "--Replicas:ingest=2", "--Replicas:playback=2", "--Replicas:transcoder=2", "--Replicas:web=2",
    "--Ingest:FirstMediaTimeout=00:00:10", "--Transcoder:GracePeriod=00:00:03", "--Transcoder:RemovalDelay=00:00:02",
    "--Playback:Window=10",
    // A busy machine makes streams late, and processing would wait.
    "--Transcoder:MaxLiveLag=00:01:00");

[CollectionDefinition(Name)]
public sealed class ReplicatedLiveSystemCollection : ICollectionFixture<ReplicatedLiveSystem>
{
    public const string Name = "a system that streams, two replicas of everything";
}
