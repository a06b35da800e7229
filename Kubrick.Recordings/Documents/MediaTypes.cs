namespace Kubrick.Recordings.Documents;

/// <summary>The content types that a video may have.</summary>
internal static class MediaTypes
{
    public const string Default = "video/webm";

    public static readonly IReadOnlyList<string> All = ["video/webm", "video/mp4", "video/x-matroska", "audio/webm", "audio/mp4"];

    /// <summary>The type without its parameters (<c>;codecs=…</c>), in lower case; null where it is none of <see cref="All"/>.</summary>
    public static string? Normalize(string contentType)
    {
        var end = contentType.IndexOf(';', StringComparison.Ordinal);
        var type = (end < 0 ? contentType : contentType[..end]).Trim().ToLowerInvariant();
        return All.Contains(type) ? type : null;
    }
}
