namespace Kubrick.Ingest.Publishing;

/// <summary>What became of a frame.</summary>
internal enum AppendOutcome
{
    /// <summary>It is on its way to the log.</summary>
    Accepted,

    /// <summary>A frame of that number came before; this one is dropped.</summary>
    Duplicate,

    /// <summary>Frames before it are missing: the next has to be <see cref="StreamPublisher.NextSequence"/>.</summary>
    Gap,

    /// <summary>Nothing is appended any more.</summary>
    Over,
}
