using Microsoft.AspNetCore.Http;

namespace Kubrick.Testing.Gcs;

/// <summary>A request to the stub.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path, without the query.</param>
/// <param name="Query">The query.</param>
/// <param name="ContentRange">The header <c>Content-Range</c>; empty for none.</param>
public sealed record GcsRequest(string Method, string Path, string Query, string ContentRange)
{
    /// <summary>Whether it sends bytes to a session.</summary>
    public bool IsChunk => Method == "PUT" && ContentRange.Length > 0 && !ContentRange.StartsWith("bytes */", StringComparison.Ordinal);

    /// <summary>Whether it asks for the state of a session, or ends it.</summary>
    public bool IsStatus => Method == "PUT" && ContentRange.StartsWith("bytes */", StringComparison.Ordinal);

    internal static GcsRequest Of(HttpRequest request) =>
        new(request.Method, request.Path.Value ?? "", request.QueryString.Value ?? "", request.Headers.ContentRange.ToString());
}

/// <summary>A failure of the stub for one request.</summary>
/// <param name="Status">Answers with this status, and does nothing.</param>
/// <param name="Reason">The reason in the error document.</param>
/// <param name="LosesAnswer">Does what is requested, and closes the connection instead of answering.</param>
/// <param name="StoresOnly">Stores only this many bytes of a chunk, and says so.</param>
/// <param name="DiesAfter">Stores only this many bytes of a chunk, and closes the connection.</param>
public sealed record GcsFault(int? Status = null, string? Reason = null, bool LosesAnswer = false, int? StoresOnly = null, int? DiesAfter = null)
{
    internal const string Limit = "gcs-limit";
}
