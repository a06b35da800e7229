using Kubrick.Contracts.Logs;

namespace Kubrick.Ingest.Streams;

/// <summary>
/// One attempt to open a stream, from its start until the stream is open or the attempt given up. A client that disconnects does not end it, because an opened log has to
/// be announced; unless another connection then takes the stream over, which will announce it.
/// </summary>
/// <param name="timeout">How long it may take.</param>
/// <param name="answer">Answers requests to the owner of the lease.</param>
/// <param name="clock">The clock.</param>
/// <param name="client">Cancelled when the client is gone.</param>
internal sealed class StreamOpening(TimeSpan timeout, Func<string, CancellationToken, Task<string>> answer, TimeProvider clock, CancellationToken client) : IDisposable
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource ended = new(timeout, clock);
    private bool isOver;

    /// <summary>Cancelled when it has taken too long, or yielded.</summary>
    public CancellationToken Ended => ended.Token;

    /// <summary>Whether another connection continues with the stream.</summary>
    public bool IsYielded { get; private set; }

    /// <summary>Answers a request to the owner of the lease (<see cref="LeaseMessages"/>), also after the opening.</summary>
    public Task<string> AnswerAsync(string request, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (!isOver && request == LeaseMessages.Yield && client.IsCancellationRequested)
            {
                IsYielded = true;
                // Not on this thread: the reply must not wait until the opening is undone.
                ended.CancelAfter(TimeSpan.Zero);
                return Task.FromResult(LeaseMessages.Leaving);
            }
        }

        return answer(request, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            isOver = true;
            ended.Dispose();
        }
    }
}
