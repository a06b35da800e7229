namespace Kubrick.Storage;

/// <summary>What arrived of an upload.</summary>
/// <param name="Parts">The parts that the storage holds, in the order of their numbers; empty with GCS.</param>
/// <param name="Bytes">The bytes that the storage holds.</param>
public sealed record ReceivedBytes(IReadOnlyList<UploadedPart> Parts, long Bytes);
