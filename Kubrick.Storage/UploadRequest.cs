namespace Kubrick.Storage;

/// <summary>What a resumable upload is begun with.</summary>
/// <param name="Key">The object's key.</param>
/// <param name="ContentType">Its content type.</param>
/// <param name="FileSize">Its declared size in bytes.</param>
/// <param name="Origin">The browser's <c>Origin</c>, which GCS binds the session to; null where there is none.</param>
public sealed record UploadRequest(string Key, string ContentType, long FileSize, string? Origin);
