namespace Kubrick.DocumentDbGateway.Wire;

/// <summary>The received bytes are not a message of the protocol. The start of the next message is unknown, so the connection is closed.</summary>
internal sealed class WireFormatException(string message) : Exception(message);
