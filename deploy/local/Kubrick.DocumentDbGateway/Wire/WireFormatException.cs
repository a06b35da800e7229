namespace Kubrick.DocumentDbGateway.Wire;

/// <summary>The bytes are no message of the protocol: where the next one begins is unknown, so the connection ends.</summary>
internal sealed class WireFormatException(string message) : Exception(message);
