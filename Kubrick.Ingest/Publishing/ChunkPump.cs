namespace Kubrick.Ingest.Publishing;

/// <summary>Sends a window's records over one session and takes their confirms.</summary>
internal sealed class ChunkPump(ChunkWindow window, Action<IReadOnlyList<Chunk>> onDurable)
{
    /// <summary>Works, until the window is closed and all of it durable (true), or the session is lost; the session is given back.</summary>
    public async Task<bool> RunAsync(ChunkLogSession session, CancellationToken givingUp)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(session.Lost, givingUp);
        var drained = window.WhenDrainedAsync(over.Token);
        Task[] work = [SendAsync(session, over.Token), ConfirmAsync(session, over.Token), drained];
        await Task.WhenAny(work);
        var isDone = drained.IsCompletedSuccessfully;
        await over.CancelAsync();
        var closing = session.DisposeAsync().AsTask();
        if (!session.Writer.HasTimedOut)
        {
            await closing;
        }

        await Task.WhenAll(work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return isDone;
    }

    private async Task SendAsync(ChunkLogSession session, CancellationToken cancellationToken)
    {
        while (true)
        {
            var chunk = await window.TakeUnsentAsync(cancellationToken);
            if (!await session.Writer.TryAppendAsync(chunk.Header.ToHeaders(), chunk.Bytes, chunk, cancellationToken))
            {
                return;
            }
        }
    }

    private async Task ConfirmAsync(ChunkLogSession session, CancellationToken cancellationToken)
    {
        while (true)
        {
            var confirmed = await session.Writer.TakeConfirmedAsync(cancellationToken);
            onDurable(window.Confirm(confirmed.Count));
        }
    }
}
