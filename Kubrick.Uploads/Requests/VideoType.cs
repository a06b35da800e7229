using Kubrick.ServiceDefaults.Requests;

namespace Kubrick.Uploads.Requests;

/// <summary>The content type of a recording.</summary>
/// <param name="Declared">As the client said it, with parameters such as <c>;codecs=vp9,opus</c>.</param>
/// <param name="MediaType">Without them, in lower case.</param>
internal sealed record VideoType(string Declared, string MediaType)
{
    private const int Longest = 200;

    private static readonly string[] Allowed = ["video/webm", "video/mp4", "video/x-matroska", "audio/webm", "audio/mp4"];

    /// <summary>Reads <c>contentType</c>; null where it is absent, or wrong: then that is among the errors.</summary>
    public static VideoType? Read(FieldReader fields)
    {
        const string Name = "contentType";
        if (fields.String(Name, Longest) is not { } text)
        {
            return null;
        }

        var type = MediaTypeOf(text);
        if (Allowed.Contains(type) && text.All(character => character is >= ' ' and <= '~'))
        {
            return new VideoType(text.Trim(), type);
        }

        fields.Add(Name, $"'{Name}' must be one of {string.Join(", ", Allowed)}.");
        return null;
    }

    /// <summary>
    /// What stands before the parameters. No strict parser: MediaRecorder says <c>video/webm;codecs=vp9,opus</c>, whose comma RFC 9110
    /// wants in quotes.
    /// </summary>
    public static string MediaTypeOf(string contentType) => contentType.Split(';', 2)[0].Trim().ToLowerInvariant();
}
