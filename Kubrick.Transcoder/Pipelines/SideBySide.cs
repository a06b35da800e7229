using System.Runtime.ExceptionServices;
using Kubrick.Transcoder.Streams;

namespace Kubrick.Transcoder.Pipelines;

/// <summary>
/// What runs side by side for one stream. Where one breaks, the others are called off: they could wait for ever for what does not come any more. What is told then is what
/// broke first, and not that the others were called off.
/// </summary>
/// <param name="cancellationToken">Calls all of them off.</param>
internal sealed class SideBySide(CancellationToken cancellationToken) : IDisposable
{
    private readonly CancellationTokenSource running = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private Exception? cause;

    /// <summary>Cancelled when they are called off.</summary>
    public CancellationToken Token => running.Token;

    /// <summary>Runs one beside the others. A stream's failure calls nobody off: the others bring it to its end.</summary>
    public async Task<T> GuardAsync<T>(Task<T> work)
    {
        try
        {
            return await work;
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

    /// <summary>Waits for the end that all of them are brought to; where one broke, that is thrown.</summary>
    public async Task<T> EndAsync<T>(Task<T> end)
    {
        try
        {
            return await end;
        }
        catch (Exception exception) when (exception is not StreamFailure && cause is not null && !cancellationToken.IsCancellationRequested)
        {
            ExceptionDispatchInfo.Throw(cause);
            throw;
        }
    }

    /// <summary>Calls them off.</summary>
    public Task CancelAsync() => running.CancelAsync();

    /// <inheritdoc/>
    public void Dispose() => running.Dispose();
}
