using Kubrick.ServiceDefaults.Requests;
using Kubrick.Storage;
using Kubrick.Uploads.Requests;

namespace Kubrick.Uploads.Sessions;

/// <summary>What a client knows of the whole file when it completes an upload.</summary>
/// <param name="Size">Its size in bytes; null if the client did not send it.</param>
/// <param name="Sha256">Its SHA-256 in lower-case hex; null if the client did not send it.</param>
/// <param name="Duration">The length of the recording in seconds; null if the client did not send it.</param>
internal sealed record ClaimedFile(long? Size, string? Sha256, double? Duration)
{
    /// <summary>How long the recorder has recorded, in seconds; null if the client did not send it.</summary>
    public double? RecordedSeconds { get; init; }

    /// <summary>The recorder's pauses; null if the client did not send them.</summary>
    public ReportedPauses? Pauses { get; init; }

    public static ClaimedFile Read(FieldReader fields) => new(
        fields.Integer("fileSize", min: 1, max: PartSizes.MaxFileBytes), Checksums.ReadSha256(fields), UploadFields.ReadDuration(fields))
    {
        RecordedSeconds = UploadFields.ReadSeconds(fields, "recordedSeconds"),
        Pauses = ReportedPauses.Read(fields),
    };
}
