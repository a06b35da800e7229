using Kubrick.Storage;

namespace Kubrick.Uploads.Requests;

/// <summary>A part that a client names to complete an upload.</summary>
/// <param name="Part">Its number and its ETag.</param>
/// <param name="Checksum">Its checksums as the client computed them; null if the client did not send any.</param>
internal sealed record NamedPart(UploadedPart Part, PartChecksum? Checksum);
