namespace Kubrick.Ingest.Streams;

/// <summary>What a start asks for.</summary>
internal enum StreamDemand
{
    /// <summary>A stream that there is not yet.</summary>
    New,

    /// <summary>To publish, if nobody else does.</summary>
    Publish,

    /// <summary>To publish, in the place of whoever does now.</summary>
    TakeOver,
}
