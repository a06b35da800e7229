namespace Kubrick.Storage.Local;

/// <summary>What a signed URL of the provider <c>local</c> says. The signature covers all of it.</summary>
/// <param name="Operation">What is allowed.</param>
/// <param name="Key">The object.</param>
/// <param name="ExpiresAt">Until when, in whole Unix seconds.</param>
/// <param name="ContentType">The content type that a <see cref="LocalOperation.Write"/> must carry; else null.</param>
/// <param name="UploadId">The session of a <see cref="LocalOperation.WritePart"/>; else null.</param>
/// <param name="PartNumber">The part of a <see cref="LocalOperation.WritePart"/>; else null.</param>
public sealed record LocalGrant(LocalOperation Operation, string Key, long ExpiresAt, string? ContentType = null, string? UploadId = null, int? PartNumber = null);
