namespace Kubrick.Transcoder.Tests.Workers;

/// <summary>The second third of the tests of workers.</summary>
[CollectionDefinition(Name)]
public sealed class SecondBroker : ICollectionFixture<BrokerFixture>
{
    public const string Name = "workers of the second broker";
}
