namespace Kubrick.Ingest.Sockets;

/// <summary>Where a connection stands.</summary>
internal enum RecorderPhase
{
    /// <summary>It publishes nothing: it listens, or is about to start.</summary>
    Idle,

    /// <summary>It said start, and that is being worked on.</summary>
    Starting,

    /// <summary>It publishes a recording.</summary>
    Live,

    /// <summary>The recorder said stop, and what it sent is being stored.</summary>
    Stopping,

    /// <summary>The stream ended without the recorder's doing: it failed, somebody else stopped it, it was deleted. The recorder may still be sending.</summary>
    Over,
}
