using Kubrick.Contracts.Logs;

namespace Kubrick.Ingest.Streams;

/// <summary>
/// One opening of a stream, from its start until the stream is open or given up. A client that leaves does not end it by itself: an opened log has to be announced.
/// Where somebody else then wants to take the stream over, who will announce it, it lets go.
/// </summary>
/// <param name="patience">How long it may take.</param>
/// <param name="answer">Answers those who ask the holder of the lease.</param>
/// <param name="clock">The clock.</param>
/// <param name="client">Cancelled when nobody waits for it any more.</param>
internal sealed class StreamOpening(TimeSpan patience, Func<string, CancellationToken, Task<string>> answer, TimeProvider clock, CancellationToken client) : IDisposable
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource ended = new(patience, clock);
    private bool isOver;

    /// <summary>Cancelled when it has taken too long, or was let go.</summary>
    public CancellationToken Ended => ended.Token;

    /// <summary>Whether somebody else goes on with the stream.</summary>
    public bool IsYielded { get; private set; }

    /// <summary>Answers who asks the holder of the lease (<see cref="LeaseMessages"/>), also behind the opening.</summary>
    public Task<string> AnswerAsync(string question, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (!isOver && question == LeaseMessages.Yield && client.IsCancellationRequested)
            {
                IsYielded = true;
                // Not on this thread: who answers must not be held up by what is undone.
                ended.CancelAfter(TimeSpan.Zero);
                return Task.FromResult(LeaseMessages.Leaving);
            }
        }

        return answer(question, cancellationToken);
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
