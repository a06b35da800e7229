using Kubrick.Contracts.Logs;

namespace Kubrick.StreamLogs;

/// <summary>
/// Ends the chunk log of a stream that has no publisher: takes the publisher's lease and appends the end record in its place. A connected publisher
/// appends the end itself, after its last frame, when it is asked to (<see cref="LeaseMessages.Stop"/>).
/// </summary>
public sealed class ChunkLogEnd(BrokerLeases leases, StreamLogClient logs, TimeProvider clock)
{
    /// <summary>Appends the end, unless the lease has an owner or <paramref name="find"/> declines.</summary>
    /// <param name="recordingId">The recording.</param>
    /// <param name="reason">Why the stream is over.</param>
    /// <param name="answer">The reply to requests to the owner of the lease in the meantime (<see cref="LeaseMessages"/>).</param>
    /// <param name="find">Finds the number and the epoch that the next frame would have; null where the log must not be ended. Called while the lease is owned.</param>
    /// <param name="announce">Announces the end, which the broker has confirmed. Called while the lease is owned.</param>
    /// <param name="cancellationToken">Abandons the attempt; the end may be in the log nevertheless.</param>
    /// <returns>Whether the end was appended; if not, why.</returns>
    /// <exception cref="StreamLogMissingException">The log does not exist.</exception>
    public async Task<ChunkLogEndResult> TryAppendAsync(
        string recordingId,
        StreamEndReason reason,
        string answer,
        Func<StreamLogWriter, CancellationToken, Task<NextFrame?>> find,
        Func<ChunkHeader, CancellationToken, Task> announce,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(find);
        ArgumentNullException.ThrowIfNull(announce);
        await using var lease = await leases.TryAcquireAsync(LogNames.PublisherLease(recordingId), (_, _) => Task.FromResult(answer), cancellationToken);
        if (lease is null)
        {
            return new ChunkLogEndResult.Owned();
        }

        // Released before the lease, so that the end does not follow a record of the next owner.
        await using var writer = await logs.OpenWriterAsync(LogNames.ChunkLog(recordingId), StreamLogWindow.Default, cancellationToken);
        if (await find(writer, cancellationToken) is not { } next)
        {
            return new ChunkLogEndResult.Declined();
        }

        var end = ChunkHeader.End(next.Sequence, next.Epoch, clock.GetUtcNow(), reason);
        await writer.WhenConfirmedAsync(await writer.AppendAsync(end.ToHeaders(), default, cancellationToken), cancellationToken);
        await announce(end, cancellationToken);
        return new ChunkLogEndResult.Appended();
    }
}

/// <summary>The position of the frame that would follow the last one of a chunk log.</summary>
/// <param name="Sequence">Its number in the recording.</param>
/// <param name="Epoch">Its epoch.</param>
public readonly record struct NextFrame(long Sequence, int Epoch);

/// <summary>What an attempt to end a chunk log came to.</summary>
public abstract record ChunkLogEndResult
{
    private ChunkLogEndResult()
    {
    }

    /// <summary>Another process owns the publisher's lease.</summary>
    public sealed record Owned : ChunkLogEndResult;

    /// <summary>The log must not be ended: it is over, or has unread records.</summary>
    public sealed record Declined : ChunkLogEndResult;

    /// <summary>The log has its end.</summary>
    public sealed record Appended : ChunkLogEndResult;
}
