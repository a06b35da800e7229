namespace Kubrick.Playback.Tests.Streams;

/// <summary>Tests that publish stream events to all replicas, and tests that count all streams: they run one at a time.</summary>
[CollectionDefinition(Name)]
public sealed class SharedStreamsCollection
{
    public const string Name = "shared streams";
}
