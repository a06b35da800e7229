using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Kubrick.Recordings.Listing;

/// <summary>The links of a page: relative, with every parameter of the request (JSON:API 1.1, Pagination).</summary>
internal sealed record PageLinks(string Self, string First, string Last, string? Prev, string? Next)
{
    private const string Number = "page[number]";
    private const string Size = "page[size]";

    /// <summary>The links of one page.</summary>
    /// <param name="path">The list's path.</param>
    /// <param name="parameters">The request's parameters.</param>
    /// <param name="page">The requested page.</param>
    /// <param name="totalCount">Recordings on all pages.</param>
    public static PageLinks Of(string path, IEnumerable<KeyValuePair<string, StringValues>> parameters, PageRequest page, long totalCount)
    {
        var kept = parameters
            .Where(parameter => parameter.Key is not (Number or Size))
            .SelectMany(parameter => parameter.Value, (parameter, value) => $"{Uri.EscapeDataString(parameter.Key)}={Uri.EscapeDataString(value ?? "")}&");
        var start = $"{path}?{string.Concat(kept)}";
        var last = Math.Max(1, (totalCount + page.Size - 1) / page.Size);
        return new PageLinks(
            To(page.Number),
            To(1),
            To(last),
            page.Number > 1 ? To(Math.Min(page.Number - 1, last)) : null,
            page.Number < last ? To(page.Number + 1) : null);

        string To(long number) => string.Create(
            CultureInfo.InvariantCulture,
            $"{start}{Uri.EscapeDataString(Number)}={number}&{Uri.EscapeDataString(Size)}={page.Size}");
    }
}
