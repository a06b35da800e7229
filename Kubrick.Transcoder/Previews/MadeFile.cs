namespace Kubrick.Transcoder.Previews;

/// <summary>A file that was made from an original.</summary>
/// <param name="Name">Its name among the previews of a recording; see <see cref="PreviewNames"/>.</param>
/// <param name="Path">Where it is.</param>
/// <param name="MimeType">Its content type.</param>
internal sealed record MadeFile(string Name, string Path, string MimeType);
