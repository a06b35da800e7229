namespace Kubrick.Storage.Gcp;

/// <summary>
/// Repeats calls that may be repeated: after 408, 429, 5xx and lost connections, with growing delays. 429 is also the answer to more than about one
/// write a second to one object, so the delays together exceed a second.
/// </summary>
internal sealed class GcpRetry(TimeProvider time)
{
    private const int Attempts = 4;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(300);

    /// <summary>Makes a call, and repeats it while the storage is unavailable.</summary>
    /// <param name="call">The call; its token also ends with the time limit.</param>
    /// <param name="timeout">The time limit of all attempts together.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="StorageException">The storage refused or could not be reached.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call(both.Token);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw;
            }
            catch (Exception exception) when (GcpFailure.IsProviders(exception) || exception is StorageException { Error: StorageError.Unavailable })
            {
                var failure = exception as StorageException ?? GcpFailure.Wrap(exception);
                if (failure.Error != StorageError.Unavailable || attempt == Attempts || deadline.IsCancellationRequested)
                {
                    throw failure;
                }
            }

            await WaitAsync(attempt, cancellationToken);
        }
    }

    /// <summary>Waits after a failed attempt, up to half as long again, so that many callers do not return at once.</summary>
    /// <param name="attempt">The number of the attempt, from 1.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public Task WaitAsync(int attempt, CancellationToken cancellationToken) =>
        Task.Delay(FirstDelay * Math.Pow(2, attempt - 1) * (1 + (Random.Shared.NextDouble() / 2)), time, cancellationToken);
}
