using Kubrick.Ingest.Protocol;
using Kubrick.ServiceDefaults.Errors;

namespace Kubrick.Ingest.Sockets;

/// <summary>What a recorder may say in which phase: the table of the protocol.</summary>
internal static class RecorderRules
{
    /// <summary>Why a message is refused; null where it is allowed.</summary>
    public static SocketError? Refuse(RecorderPhase phase, ClientMessage message) => (message, phase) switch
    {
        (StartMessage, RecorderPhase.Starting) => new(ErrorCodes.Conflict, "The start before this one is still being worked on; wait for its answer."),
        (StartMessage, RecorderPhase.Live) => new(ErrorCodes.Conflict, "This connection publishes a recording already; stop it first."),
        (StartMessage, RecorderPhase.Stopping) => new(ErrorCodes.Conflict, "The last recording is still being stored; wait for 'stopped'."),
        (StopMessage, RecorderPhase.Idle) => new(SocketErrorCodes.NotStarted, "Nothing is being published over this connection."),
        (StopMessage, RecorderPhase.Stopping) => new(ErrorCodes.Conflict, "The recording is being stopped already."),
        _ => null,
    };

    /// <summary>Why a binary frame is refused; null where it is taken, or passed over in silence.</summary>
    public static SocketError? RefuseFrame(RecorderPhase phase) => phase switch
    {
        RecorderPhase.Idle => new(SocketErrorCodes.NotStarted, "Media came before 'start'; it was not kept."),
        RecorderPhase.Stopping => new(SocketErrorCodes.NotStarted, "Media came after 'stop'; it was not kept."),
        _ => null,
    };
}
