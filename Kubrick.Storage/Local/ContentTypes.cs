namespace Kubrick.Storage.Local;

/// <summary>The content type of a file without a description, by its extension.</summary>
internal static class ContentTypes
{
    public static string Of(string key) => Path.GetExtension(key) switch
    {
        ".webm" => "video/webm",
        ".mp4" => "video/mp4",
        ".m4s" => "video/iso.segment",
        ".ts" => "video/mp2t",
        ".m3u8" => "application/vnd.apple.mpegurl",
        ".jpg" => "image/jpeg",
        _ => "application/octet-stream",
    };
}
