namespace Kubrick.Storage.Local;

/// <summary>The terms of a signed URL of the provider <c>local</c>. The signature covers all of them.</summary>
/// <param name="Operation">The allowed operation.</param>
/// <param name="Key">The object.</param>
/// <param name="ExpiresAt">The expiry, in whole Unix seconds.</param>
/// <param name="ContentType">The content type that a <see cref="LocalOperation.Write"/> must have; else null.</param>
/// <param name="UploadId">The session of a <see cref="LocalOperation.WritePart"/>; else null.</param>
/// <param name="PartNumber">The part of a <see cref="LocalOperation.WritePart"/>; else null.</param>
/// <param name="Checksum">The checksums that the bytes of a <see cref="LocalOperation.WritePart"/> must have; null for any.</param>
public sealed record LocalGrant(
    LocalOperation Operation,
    string Key,
    long ExpiresAt,
    string? ContentType = null,
    string? UploadId = null,
    int? PartNumber = null,
    PartChecksum? Checksum = null)
{
    /// <summary>The <c>Content-Disposition</c> of the response to a <see cref="LocalOperation.Read"/>; null for none.</summary>
    public string? ContentDisposition { get; init; }

    /// <summary>The content type of the response to a <see cref="LocalOperation.Read"/>; null for that of the object.</summary>
    public string? ResponseContentType { get; init; }
}

/// <summary>The operations that a signed URL of the provider <c>local</c> may allow.</summary>
public enum LocalOperation
{
    /// <summary>GET and HEAD of an object.</summary>
    Read,

    /// <summary>PUT of a whole object.</summary>
    Write,

    /// <summary>PUT of one part of an upload.</summary>
    WritePart,
}

/// <summary>The results of verifying a signed URL.</summary>
public enum LocalGrantCheck
{
    /// <summary>Signed by this system and not expired.</summary>
    Valid,

    /// <summary>Signed by this system but expired.</summary>
    Expired,

    /// <summary>Not signed by this system, or altered.</summary>
    Forged,
}
