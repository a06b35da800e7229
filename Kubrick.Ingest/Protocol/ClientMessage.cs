using Kubrick.Contracts.Streams;

namespace Kubrick.Ingest.Protocol;

/// <summary>A text message of a client, version 1 (<c>docs/websocket.md</c>).</summary>
internal abstract record ClientMessage;

/// <summary>A text that is no message.</summary>
/// <param name="Error">Why.</param>
internal sealed record InvalidMessage(SocketError Error) : ClientMessage;

/// <summary>Publish a recording over this socket.</summary>
/// <param name="RecordingId">The recording, 24 lower-case hex digits.</param>
/// <param name="Resume">Whether to take it over from the connection that publishes it now.</param>
internal sealed record StartMessage(string RecordingId, bool Resume) : ClientMessage;

/// <summary>End the stream.</summary>
/// <param name="Pauses">The recorder's pauses; null when it reported none.</param>
/// <param name="Ignored">Why they are ignored; null when they are valid.</param>
internal sealed record StopMessage(StreamPauses? Pauses = null, SocketError? Ignored = null) : ClientMessage;

/// <summary>Reply with a pong.</summary>
internal sealed record PingMessage : ClientMessage;
