using Kubrick.Ingest.Protocol;
using Kubrick.ServiceDefaults.Errors;

namespace Kubrick.Ingest.Recorders;

/// <summary>What a recorder may send in which phase: the protocol's table.</summary>
internal static class RecorderRules
{
    /// <summary>Why a message is refused; null when it is allowed.</summary>
    public static SocketError? Refuse(RecorderPhase phase, ClientMessage message) => (message, phase) switch
    {
        (InvalidMessage invalid, _) => invalid.Error,
        (StartMessage, RecorderPhase.Starting) => new(ErrorCodes.Conflict, "The start before this one is still being worked on; wait for its answer."),
        (StartMessage, RecorderPhase.Live) => new(ErrorCodes.Conflict, "This connection publishes a recording already; stop it first."),
        (StartMessage, RecorderPhase.Stopping) => new(ErrorCodes.Conflict, "The last recording is still being stored; wait for 'stopped'."),
        (StopMessage, RecorderPhase.Idle) => new(SocketErrorCodes.NotStarted, "Nothing is being published over this connection."),
        (StopMessage, RecorderPhase.Stopping) => new(ErrorCodes.Conflict, "The recording is being stopped already."),
        _ => null,
    };

    /// <summary>Why a binary frame is refused; null when it is accepted, or silently ignored.</summary>
    public static SocketError? RefuseFrame(RecorderPhase phase) => phase switch
    {
        RecorderPhase.Idle => new(SocketErrorCodes.NotStarted, "Media arrived before 'start' and was not stored."),
        RecorderPhase.Stopping => new(SocketErrorCodes.NotStarted, "Media arrived after 'stop' and was not stored."),
        _ => null,
    };
}

/// <summary>The phase of a connection.</summary>
internal enum RecorderPhase
{
    /// <summary>It publishes nothing.</summary>
    Idle,

    /// <summary>Its start is pending.</summary>
    Starting,

    /// <summary>It publishes a recording.</summary>
    Live,

    /// <summary>The recorder sent stop, and its stream is being stored.</summary>
    Stopping,

    /// <summary>The stream ended without the recorder: it failed, was stopped by another client, or was deleted. The recorder may still send.</summary>
    Over,
}
