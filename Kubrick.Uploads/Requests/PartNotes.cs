using Kubrick.Contracts.Uploads;
using Kubrick.ServiceDefaults.Requests;

namespace Kubrick.Uploads.Requests;

/// <summary>Reads what a client reports about its recording when it requests the URL of a part.</summary>
internal static class PartNotes
{
    /// <summary>Reads <c>recordedSeconds</c> and <c>endSeconds</c>; both are optional.</summary>
    public static NotePart Read(FieldReader fields, long? partNumber) => new(
        (int)(partNumber ?? 1), UploadFields.ReadSeconds(fields, "recordedSeconds"), UploadFields.ReadSeconds(fields, "endSeconds"));
}
