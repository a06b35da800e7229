using System.Globalization;
using Kubrick.Recordings.Database;
using Kubrick.Recordings.Deletion;
using Kubrick.Recordings.Documents;
using Kubrick.Storage;

namespace Kubrick.Recordings.Moving;

/// <summary>Moves every recording of a place and prints what happened. A recording that fails does not stop the others.</summary>
internal sealed class MoveRun(MoveCandidates candidates, RecordingMove move, OldCopies old, RecordingStore store, StorageKeys keys, TextWriter output, TextWriter errors)
{
    private const int BatchSize = 100;

    private int moved;
    private int left;
    private long objects;
    private long bytes;

    /// <summary>Moves the recordings.</summary>
    /// <returns>Whether nothing is left in the first place that a person must look after.</returns>
    /// <exception cref="StorageException">A place cannot be reached at all.</exception>
    public async Task<bool> RunAsync(StoragePlace from, StoragePlace to, StorageMoveArguments arguments, CancellationToken cancellationToken)
    {
        foreach (var place in (StoragePlace[])[from, to])
        {
            // A list is refused for a missing bucket and wrong credentials; the request for one object may only be "not found".
            await foreach (var _ in place.List.ListAsync("kubrick-probe/", cancellationToken))
            {
                break;
            }
        }

        await output.WriteLineAsync($"{(arguments.IsDryRun ? "Dry run, nothing is changed: from" : "Moving recordings from")} {Name(from)} to {Name(to)}.");
        if (!arguments.IsDryRun)
        {
            await RemoveDueAsync(cancellationToken);
        }

        var isLimited = false;
        await foreach (var recording in candidates.FindAsync(from.Location, cancellationToken))
        {
            if (moved >= arguments.Limit)
            {
                isLimited = true;
                break;
            }

            await TryMoveAsync(recording, from, to, arguments, cancellationToken);
        }

        var earlier = await candidates.FindEarlierAsync(from.Location, cancellationToken);
        left += earlier.Count;
        foreach (var id in earlier)
        {
            await output.WriteLineAsync($"Left {id}: it lies elsewhere, and an earlier original of it is here.");
        }

        if (await candidates.CountForeignAsync(from.Location, cancellationToken) is > 0 and var foreign)
        {
            left += (int)foreign;
            await output.WriteLineAsync($"Left {foreign} recordings with ids of another kind, here or elsewhere: start the services, which give them ids of their own, and repeat this.");
        }

        await SummarizeAsync(from, arguments, isLimited, cancellationToken);
        if (earlier.Count > 0)
        {
            await output.WriteLineAsync($"{earlier.Count} recordings lie elsewhere and keep an earlier original in {Name(from)}. Their deletion removes it; until then, keep that place.");
        }

        return arguments.IsDryRun || (left == 0 && !isLimited);
    }

    private async Task TryMoveAsync(Recording recording, StoragePlace from, StoragePlace to, StorageMoveArguments arguments, CancellationToken cancellationToken)
    {
        MoveOutcome outcome;
        try
        {
            outcome = arguments.IsDryRun
                ? await MeasureAsync(recording, from, to, cancellationToken)
                : await move.MoveAsync(recording.Id, from, to, arguments.DeletesAtOnce, cancellationToken);
        }
        catch (StorageException exception)
        {
            outcome = new MoveOutcome.Failed(exception.Message);
        }

        switch (outcome)
        {
            case MoveOutcome.Moved done:
                (moved, objects, bytes) = (moved + 1, objects + done.Objects, bytes + done.Bytes);
                await output.WriteLineAsync($"{(arguments.IsDryRun ? "Would move" : "Moved")} {recording.Id}: {done.Objects} objects, {Size(done.Bytes)}.");
                break;
            case MoveOutcome.Skipped skipped:
                left++;
                await output.WriteLineAsync($"Skipped {recording.Id}: {skipped.Reason}.");
                break;
            case MoveOutcome.Failed failed:
                left++;
                await errors.WriteLineAsync($"Failed {recording.Id}: {failed.Reason.TrimEnd('.')}.");
                break;
            default:
                // It was deleted, or is elsewhere.
                break;
        }
    }

    private async Task<MoveOutcome> MeasureAsync(Recording recording, StoragePlace from, StoragePlace to, CancellationToken cancellationToken)
    {
        if (!await candidates.IsInAsync(recording, from, cancellationToken))
        {
            return new MoveOutcome.Gone();
        }

        if (MoveRules.Refuse(recording, to.Location, keys) is { } reason)
        {
            return new MoveOutcome.Skipped(reason);
        }

        var (count, length) = await new RecordingCopy(from, to, keys).MeasureAsync(recording, cancellationToken);
        return new MoveOutcome.Moved(count, length);
    }

    /// <summary>What earlier moves have left. The services remove it, too; this serves a system that does not run.</summary>
    private async Task RemoveDueAsync(CancellationToken cancellationToken)
    {
        for (var isMore = true; isMore;)
        {
            var due = await old.FindDueAsync(store.Now(), BatchSize, cancellationToken);
            isMore = due.Count == BatchSize;
            foreach (var recording in due)
            {
                // One that fails is due later.
                await old.RemoveAsync(recording, cancellationToken);
            }
        }
    }

    private async Task SummarizeAsync(StoragePlace from, StorageMoveArguments arguments, bool isLimited, CancellationToken cancellationToken)
    {
        await output.WriteLineAsync(
            $"{(arguments.IsDryRun ? "Would move" : "Moved")} {moved} recordings: {objects} objects, {Size(bytes)}. Left in {Name(from)}: {left}{(isLimited ? ", and those beyond the limit" : "")}.");
        if (moved > 0 && !arguments.IsDryRun && !arguments.DeletesAtOnce)
        {
            await output.WriteLineAsync($"The services remove the old objects when all signed URLs of them have expired. Keep the settings of {Name(from)} until then.");
        }

        if (await candidates.CountDeletedAsync(from.Location, cancellationToken) is > 0 and var deleted)
        {
            await output.WriteLineAsync($"Objects of {deleted} deleted recordings are still being removed from {Name(from)} by the services.");
        }
    }

    private static string Name(StoragePlace place) => $"{place.Location.Provider} '{place.Location.Bucket}'";

    private static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB");
}
