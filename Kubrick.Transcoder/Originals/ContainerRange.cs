using Kubrick.Storage.Containers;

namespace Kubrick.Transcoder.Originals;

/// <summary>The bytes of one container inside of a file.</summary>
/// <param name="Container">Its format.</param>
/// <param name="Start">The offset of its first byte.</param>
/// <param name="End">The offset after its last byte.</param>
internal sealed record ContainerRange(ContainerKind Container, long Start, long End);
