using Kubrick.Recordings.Listing;

namespace Kubrick.Recordings.Resources;

/// <summary>A recording as a JSON:API resource.</summary>
/// <param name="Type">Always <c>recordings</c>.</param>
/// <param name="Id">24 hex digits.</param>
/// <param name="Attributes">What clients see of it.</param>
internal sealed record RecordingResource(string Type, string Id, RecordingAttributes Attributes);

/// <summary>The JSON:API document of one recording.</summary>
internal sealed record RecordingDocument(RecordingResource Data);

/// <summary>The JSON:API document of one page of a list.</summary>
internal sealed record RecordingListDocument(IReadOnlyList<RecordingResource> Data, ListMeta Meta, PageLinks Links);

/// <param name="TotalCount">Recordings on all pages.</param>
/// <param name="TotalCountIsLowerBound">Whether there are more than that: the recordings of a large search are still being counted.</param>
internal sealed record ListMeta(long TotalCount, bool TotalCountIsLowerBound);
