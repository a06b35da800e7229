using Kubrick.ServiceDefaults.Requests;

namespace Kubrick.Uploads.Requests;

/// <summary>The content type of a recording.</summary>
/// <param name="Declared">As the client declared it, with parameters such as <c>;codecs=vp9,opus</c>.</param>
/// <param name="MediaType">Without parameters, in lower case.</param>
internal sealed record VideoType(string Declared, string MediaType)
{
    private const int MaxLength = 200;

    private static readonly string[] Allowed = ["video/webm", "video/mp4", "video/x-matroska", "audio/webm", "audio/mp4"];

    /// <summary>Reads <c>contentType</c>; null if it is absent or wrong. Adds an error if it is wrong.</summary>
    public static VideoType? Read(FieldReader fields)
    {
        const string Name = "contentType";
        // A browser reports an empty type where it does not know one.
        if (fields.String(Name, MaxLength) is not { Length: > 0 } text)
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
    /// The content type without parameters. Not strict: MediaRecorder sends <c>video/webm;codecs=vp9,opus</c>, whose comma RFC 9110
    /// requires in quotes.
    /// </summary>
    public static string MediaTypeOf(string contentType) => contentType.Split(';', 2)[0].Trim().ToLowerInvariant();
}
