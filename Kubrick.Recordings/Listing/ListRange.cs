using Kubrick.Recordings.Documents;

namespace Kubrick.Recordings.Listing;

/// <summary>Which recordings of a list are read: those of a page and, to know whether there is a next page, its first one.</summary>
/// <param name="Skip">How many recordings are before them.</param>
/// <param name="Count">How many they are at most.</param>
internal readonly record struct ListRange(int Skip, int Count);

/// <param name="Recordings">The recordings of a range.</param>
/// <param name="Total">The recordings of the whole list.</param>
internal sealed record ListedRange(IReadOnlyList<Recording> Recordings, ListTotal Total);
