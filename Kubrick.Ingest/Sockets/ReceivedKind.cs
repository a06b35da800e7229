namespace Kubrick.Ingest.Sockets;

/// <summary>What came over a socket.</summary>
internal enum ReceivedKind
{
    /// <summary>A text message.</summary>
    Text,

    /// <summary>A text message that is too long; its bytes are gone.</summary>
    LongText,

    /// <summary>A binary frame.</summary>
    Frame,

    /// <summary>A binary frame that nobody wanted when it began; its bytes are gone.</summary>
    UnwantedFrame,

    /// <summary>A message over the limit of frames; the rest of it was not read.</summary>
    TooLarge,

    /// <summary>The client closes.</summary>
    Close,
}
