using Kubrick.Functional.Tests.Live;

namespace Kubrick.Functional.Tests;

/// <summary>A system whose processes may be killed without harm to other tests; its three workers take one stream each.</summary>
public sealed class MortalSystem() : FolderSystem(
    "--Replicas:transcoder=3", "--Transcoder:Slots=1", "--Transcoder:GracePeriod=00:00:05", "--Transcoder:RemovalDelay=00:00:02");

[CollectionDefinition(Name)]
public sealed class MortalSystemCollection : ICollectionFixture<MortalSystem>
{
    public const string Name = "a system whose processes may be killed";
}
