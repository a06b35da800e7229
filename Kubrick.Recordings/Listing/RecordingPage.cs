using Kubrick.Recordings.Documents;

namespace Kubrick.Recordings.Listing;

/// <summary>One page of a list.</summary>
/// <param name="Recordings">At most as many as the page's size.</param>
/// <param name="TotalCount">How many there are on all pages.</param>
internal sealed record RecordingPage(IReadOnlyList<Recording> Recordings, long TotalCount);
