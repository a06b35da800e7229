namespace Kubrick.Transcoder.Tests.Workers;

/// <summary>One half of the tests of workers, by the time that they take.</summary>
[CollectionDefinition(Name)]
public sealed class FirstBroker : ICollectionFixture<BrokerFixture>
{
    public const string Name = "workers of the first broker";
}
