using Kubrick.Contracts.Uploads;
using Kubrick.Storage;

namespace Kubrick.Uploads.Sessions;

/// <summary>A completely stored file.</summary>
/// <param name="Object">The object.</param>
/// <param name="PartHashes">The hashes of its parts; null if unknown.</param>
internal sealed record StoredFile(StoredObject Object, PartHashes? PartHashes);
