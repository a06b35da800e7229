namespace Kubrick.Recordings.Listing;

/// <summary>Runs the searches that read many documents: few at once, so that lists leave the database to everything else, however many of them are asked for.</summary>
internal sealed class SlowSearches(TimeProvider clock) : IDisposable
{
    private const int MaxAtOnce = 2;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim places = new(MaxAtOnce);

    /// <summary>By which the searches are timed.</summary>
    public TimeProvider Clock => clock;

    /// <summary>Runs a search when it is its turn.</summary>
    /// <returns>What it found, and when it began (<see cref="TimeProvider.GetTimestamp"/>).</returns>
    /// <exception cref="TimeoutException">It took too long, with the time that it waited.</exception>
    public async Task<(T Found, long StartedAt)> RunAsync<T>(Func<CancellationToken, Task<T>> search)
    {
        try
        {
            using var timeout = new CancellationTokenSource(Timeout, clock);
            await places.WaitAsync(timeout.Token);
            try
            {
                var startedAt = clock.GetTimestamp();
                return (await search(timeout.Token), startedAt);
            }
            finally
            {
                places.Release();
            }
        }
        catch (OperationCanceledException exception)
        {
            throw new TimeoutException($"A search in a list took longer than {Timeout.TotalSeconds:F0} s.", exception);
        }
    }

    public void Dispose() => places.Dispose();
}
