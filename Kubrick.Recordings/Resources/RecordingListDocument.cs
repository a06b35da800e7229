using Kubrick.Recordings.Listing;

namespace Kubrick.Recordings.Resources;

/// <summary>A JSON:API document of one page of a list.</summary>
internal sealed record RecordingListDocument(IReadOnlyList<RecordingResource> Data, ListMeta Meta, PageLinks Links);

/// <summary>What a list says of itself.</summary>
/// <param name="TotalCount">How many recordings there are on all pages.</param>
internal sealed record ListMeta(long TotalCount);
