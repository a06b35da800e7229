using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using Kubrick.ServiceDefaults.Errors;
using MongoDB.Driver;

namespace Kubrick.Recordings.Moving;

/// <summary>
/// The claim of one run of a move on the place that it copies a recording to (<see cref="StorageCopy"/>). It is renewed while the run copies, however long that takes. Another run,
/// an upload to that place or a deletion takes it away: then the run stops, and stores nothing there any more.
/// </summary>
internal sealed class MoveClaim : IAsyncDisposable
{
    private const int Attempts = 3;

    private static readonly TimeSpan Interval = StorageCopy.Lifetime / 5;
    private static readonly ApiErrorResult Taken = ApiErrors.Conflict("The claim of the move was taken away.");

    private readonly RecordingStore store;
    private readonly string token;
    private readonly CancellationTokenSource lost = new();
    private readonly CancellationTokenSource ended = new();
    private readonly SemaphoreSlim renewing = new(1);
    private readonly Task renewals;
    private Recording known;
    private long renewedAt;

    /// <summary>Starts to renew the claim of a recording.</summary>
    /// <param name="store">The recordings.</param>
    /// <param name="claimed">The recording, with the claim.</param>
    /// <param name="token">The run.</param>
    /// <param name="clock">The clock.</param>
    public MoveClaim(RecordingStore store, Recording claimed, string token, TimeProvider clock)
    {
        this.store = store;
        this.token = token;
        known = claimed;
        renewedAt = store.Now().ToUnixTimeMilliseconds();
        renewals = RenewAsync(clock);
    }

    /// <summary>Cancelled when the claim is lost.</summary>
    public CancellationToken Lost => lost.Token;

    /// <summary>Makes sure, before something is stored, that the claim is still there.</summary>
    /// <exception cref="OperationCanceledException">It is lost.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var isFresh = !IsDue();
        for (var attempt = 0; !isFresh && attempt < Attempts; attempt++)
        {
            await RenewOnceAsync(cancellationToken);
            isFresh = !IsDue();
        }

        // Others may change the recording faster than this run can renew its claim.
        if (!isFresh || (await store.FindAsync(known.Id, cancellationToken))?.StorageCopy?.Token != token)
        {
            await lost.CancelAsync();
        }

        lost.Token.ThrowIfCancellationRequested();
    }

    /// <summary>Stops to renew it.</summary>
    /// <returns>The newest version of the recording that differs from the claimed one in nothing but renewals.</returns>
    public async Task<Recording> EndAsync()
    {
        await ended.CancelAsync();
        await renewals;
        return known;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        lost.Dispose();
        ended.Dispose();
        renewing.Dispose();
    }

    private bool IsDue() => store.Now() - DateTimeOffset.FromUnixTimeMilliseconds(Volatile.Read(ref renewedAt)) >= Interval;

    private async Task RenewAsync(TimeProvider clock)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(ended.Token))
            {
                try
                {
                    await RenewOnceAsync(ended.Token);
                }
                catch (Exception exception) when (exception is MongoException or TimeoutException)
                {
                    // The next tick tries again. Until then, or if that is too late, CheckAsync decides.
                }
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
        }
    }

    private async Task RenewOnceAsync(CancellationToken cancellationToken)
    {
        await renewing.WaitAsync(cancellationToken);
        try
        {
            var now = store.Now();
            var renewed = await store.ChangeAsync(
                known.Id,
                found => found.StorageCopy is { RemoveAt: null } copy && copy.Token == token ? found with { StorageCopy = copy with { RenewedAt = now } } : Taken,
                cancellationToken);
            if (renewed.Is(out var after, out var error))
            {
                // After any other change the recording is looked at again: the older version is not switched.
                known = after.Version == known.Version + 1 ? after : known;
                Volatile.Write(ref renewedAt, now.ToUnixTimeMilliseconds());
            }
            else if (ReferenceEquals(error, Taken) || error.StatusCode == StatusCodes.Status404NotFound)
            {
                await lost.CancelAsync();
            }
        }
        finally
        {
            renewing.Release();
        }
    }
}
