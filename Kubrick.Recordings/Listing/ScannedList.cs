using Kubrick.Recordings.Documents;
using MongoDB.Driver;

namespace Kubrick.Recordings.Listing;

/// <summary>A list that is read in its order.</summary>
/// <param name="Key">What distinguishes it from every other list and order.</param>
/// <param name="Filter">Its filter, which starts with an equality on the shelf.</param>
/// <param name="Sort">Its order.</param>
/// <param name="Gap">What a scan from the beginning leaves out; null for nothing.</param>
internal sealed record ScannedList(string Key, FilterDefinition<Recording> Filter, RecordingSort Sort, ScanGap? Gap = null);
