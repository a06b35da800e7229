namespace Kubrick.Uploads.Sessions;

/// <summary>The answer of <c>chunk-url</c>.</summary>
/// <param name="UploadUrl">Takes the part by PUT.</param>
/// <param name="PartNumber">Which part, from 1.</param>
/// <param name="Provider"><c>local</c>, <c>s3</c> or <c>gcp</c>.</param>
internal sealed record ChunkUrl(Uri UploadUrl, int PartNumber, string Provider);
