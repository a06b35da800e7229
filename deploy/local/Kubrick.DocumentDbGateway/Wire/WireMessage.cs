namespace Kubrick.DocumentDbGateway.Wire;

/// <summary>A message as it arrived: the header's fields and the bytes after it.</summary>
/// <param name="RequestId">The client's number, echoed in the answer.</param>
/// <param name="OpCode">What the body is.</param>
/// <param name="Body">The bytes after the 16 of the header.</param>
internal readonly record struct WireMessage(int RequestId, OpCode OpCode, ReadOnlyMemory<byte> Body);
