namespace Kubrick.Transcoder.Tests.Workers;

/// <summary>The first third of the tests of workers, by duration.</summary>
[CollectionDefinition(Name)]
public sealed class FirstBroker : ICollectionFixture<BrokerFixture>
{
    public const string Name = "workers of the first broker";
}
