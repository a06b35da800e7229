namespace Kubrick.DocumentDbGateway.Wire;

/// <summary>A received message: header fields and body.</summary>
/// <param name="RequestId">The client's id of the message, echoed in the reply.</param>
/// <param name="OpCode">The type of the body.</param>
/// <param name="Body">The bytes after the header.</param>
internal readonly record struct WireMessage(int RequestId, OpCode OpCode, ReadOnlyMemory<byte> Body);
