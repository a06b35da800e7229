namespace Kubrick.Transcoder.Tests.Workers;

/// <summary>The last third of the tests of workers.</summary>
[CollectionDefinition(Name)]
public sealed class ThirdBroker : ICollectionFixture<BrokerFixture>
{
    public const string Name = "workers of the third broker";
}
