namespace Kubrick.Playback.Tests.Streams;

/// <summary>Tests that tell all replicas of a broker of streams, and tests that count all streams: not at the same time.</summary>
[CollectionDefinition(Name)]
public sealed class EveryStream
{
    public const string Name = "every stream";
}
