using Kubrick.ServiceDefaults.Requests;

namespace Kubrick.Uploads.Requests;

/// <summary>The length of a recording in seconds, as a client tells it.</summary>
internal static class Duration
{
    /// <summary>A year: what is beyond is no length but a mistake, such as milliseconds.</summary>
    private const double Longest = 365 * 24 * 3600;

    public static double? Read(FieldReader fields) => fields.Number("duration", min: 0, max: Longest);
}
