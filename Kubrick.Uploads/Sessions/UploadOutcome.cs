namespace Kubrick.Uploads.Sessions;

/// <summary>The answer to completing and aborting.</summary>
/// <param name="Success">Always true: what failed is an error document.</param>
/// <param name="Status">The recording's status now.</param>
internal sealed record UploadOutcome(bool Success, string Status);
