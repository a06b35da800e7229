namespace Kubrick.Recordings.Listing;

/// <summary>
/// Finds the part of an order without a match of a filtered list, behind the recordings that every request looks at, and remembers it for some seconds: the first request passes it, the
/// others do not. For this time they do not see what begins to match in there. Every other recording keeps its place in the list, whatever is added or deleted.
/// </summary>
internal sealed partial class ScanGaps
{
    private const int MaxGaps = 1000;
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(10);

    private readonly ListScan scan;
    private readonly ILogger<ScanGaps> logger;
    private readonly Remembered<FoundGap> gaps;

    public ScanGaps(ListScan scan, SlowSearches searches, ILogger<ScanGaps> logger)
    {
        this.scan = scan;
        this.logger = logger;
        gaps = new Remembered<FoundGap>(Freshness, MaxAge, MaxGaps, searches, Report);
    }

    /// <summary>What is remembered of a list; null for nothing.</summary>
    public FoundGap? Find(ScannedList list, RecordingQuery query) => gaps.Find(list.Key, timeout => SearchAsync(list, query, timeout));

    /// <summary>Finds the gap of a list; none where the search takes too long, so that the list is read without it.</summary>
    public async Task<FoundGap> FindAsync(ScannedList list, RecordingQuery query, CancellationToken cancellationToken)
    {
        try
        {
            return await gaps.SearchAsync(list.Key, timeout => SearchAsync(list, query, timeout), cancellationToken);
        }
        catch (TimeoutException exception)
        {
            Report(exception);
            return new FoundGap(null);
        }
    }

    private async Task<FoundGap> SearchAsync(ScannedList list, RecordingQuery query, CancellationToken cancellationToken)
    {
        if (await scan.FindLastOfFirstAsync(query, cancellationToken) is not { } last || PlaceInOrder.Of(last, list.Sort) is not { } after)
        {
            return new FoundGap(null);
        }

        // The one at this place may match, too.
        var matches = await scan.ReadAsync(list, after, skip: 0, limit: 2, cancellationToken);
        return matches.Find(match => match.Id != after.Id) is { } next && PlaceInOrder.Of(next, list.Sort) is { } until
            ? new FoundGap(new ScanGap(after, until))
            : new FoundGap(null);
    }

    private void Report(Exception failure) => LogFailed(failure.GetType().Name, failure.Message);

    [LoggerMessage(LogLevel.Warning, "Where a list goes on could not be found; the next request tries again: {Kind}: {Reason}")]
    private partial void LogFailed(string kind, string reason);
}

/// <param name="Gap">The gap of a list; null where a scan cannot leave it out, because one of its ends cannot be read or nothing matches behind it.</param>
internal sealed record FoundGap(ScanGap? Gap);
