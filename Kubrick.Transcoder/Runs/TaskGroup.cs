using System.Runtime.ExceptionServices;
using Kubrick.Transcoder.Streams;

namespace Kubrick.Transcoder.Runs;

/// <summary>
/// Tasks of one stream that run concurrently. When one fails, the others are cancelled, because they could wait for ever for its output; and the group reports the first failure,
/// not the cancellations that it caused.
/// </summary>
/// <param name="cancellationToken">Cancels all of them.</param>
internal sealed class TaskGroup(CancellationToken cancellationToken) : IDisposable
{
    private readonly CancellationTokenSource running = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private Exception? cause;

    /// <summary>Cancelled when the group is.</summary>
    public CancellationToken Token => running.Token;

    /// <summary>Adds a task. A <see cref="StreamFailure"/> does not cancel the group: the others finish the stream.</summary>
    public async Task<T> AddAsync<T>(Task<T> task)
    {
        try
        {
            return await task;
        }
        catch (Exception exception) when (exception is not StreamFailure)
        {
            if (!running.IsCancellationRequested)
            {
                Interlocked.CompareExchange(ref cause, exception, null);
            }

            await running.CancelAsync();
            throw;
        }
    }

    /// <inheritdoc cref="AddAsync{T}"/>
    public Task AddAsync(Task task)
    {
        return AddAsync(WithResultAsync());

        async Task<bool> WithResultAsync()
        {
            await task;
            return true;
        }
    }

    /// <summary>Waits for the task that joins the others; throws the first failure when one of them failed.</summary>
    public async Task<T> JoinAsync<T>(Task<T> join)
    {
        try
        {
            return await join;
        }
        catch (Exception exception) when (exception is not StreamFailure && cause is not null && !cancellationToken.IsCancellationRequested)
        {
            ExceptionDispatchInfo.Throw(cause);
            throw;
        }
    }

    /// <summary>Cancels the group.</summary>
    public Task CancelAsync() => running.CancelAsync();

    /// <inheritdoc/>
    public void Dispose() => running.Dispose();
}
