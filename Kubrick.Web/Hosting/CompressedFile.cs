using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Kubrick.Web.Hosting;

/// <summary>Chooses between a file and the compressed copies that the build wrote next to it (<c>.br</c>, <c>.gz</c>).</summary>
internal static class CompressedFile
{
    private static readonly (string Encoding, string Suffix)[] Copies = [("br", ".br"), ("gzip", ".gz")];

    /// <summary>The best copy that the request accepts; null when the plain file must be sent.</summary>
    /// <param name="files">The files of the web app.</param>
    /// <param name="path">The plain file's path.</param>
    /// <param name="request">The request; a range request always gets the plain file.</param>
    public static (string Path, string Encoding)? Choose(IFileProvider files, string path, HttpRequest request)
    {
        if (!StringValues.IsNullOrEmpty(request.Headers.Range))
        {
            return null;
        }

        var accepted = request.GetTypedHeaders().AcceptEncoding;
        foreach (var (encoding, suffix) in Copies)
        {
            if (accepted.Any(value => IsAccepted(value, encoding)) && files.GetFileInfo(path + suffix).Exists)
            {
                return (path + suffix, encoding);
            }
        }

        return null;
    }

    private static bool IsAccepted(StringWithQualityHeaderValue value, string encoding) =>
        value.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase) && value.Quality is null or > 0;
}
