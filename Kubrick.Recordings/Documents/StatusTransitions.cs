using Kubrick.Contracts.Recordings;
using static Kubrick.Recordings.Documents.RecordingStatus;

namespace Kubrick.Recordings.Documents;

/// <summary>The one place that says which status may follow which, and who may ask for it (<c>docs/recordings.md</c>, Status).</summary>
internal static class StatusTransitions
{
    private static readonly HashSet<(RecordingStatus From, RecordingStatus To)> SystemTable =
    [
        (RecordingStatus.Recording, Processing), (RecordingStatus.Recording, Ready), (RecordingStatus.Recording, Error),
        (Uploading, RecordingStatus.Recording), (Uploading, Processing), (Uploading, Ready), (Uploading, Error),
        (Processing, Ready), (Processing, Error),
        // Ready: given up by a client while its last bytes were being stored. What is stored is kept.
        (Error, Uploading), (Error, Ready),
    ];

    private static readonly HashSet<(RecordingStatus From, RecordingStatus To)> ClientTable =
    [
        (Uploading, Error), (Error, Uploading),
        (Uploading, Archived), (Processing, Archived), (Ready, Archived), (Error, Archived),
    ];

    /// <summary>
    /// Says why <paramref name="recording"/> may not go to <paramref name="to"/>, in one sentence; null where it may. Staying where
    /// it is is always allowed.
    /// </summary>
    public static string? Refuse(Recording recording, RecordingStatus to, Actor actor)
    {
        if (recording.Status == to)
        {
            return null;
        }

        if (recording.Status == Archived)
        {
            return to == recording.StatusBeforeArchive
                ? null
                : $"An archived recording can only go back to '{Name(recording.StatusBeforeArchive ?? Error)}', where it was before.";
        }

        var table = actor == Actor.Client ? ClientTable : SystemTable;
        return table.Contains((recording.Status, to))
            ? null
            : $"A recording cannot go from '{Name(recording.Status)}' to '{Name(to)}' {(actor == Actor.Client ? "by request" : "now")}.";
    }

    /// <summary>
    /// The recording with another status, what it goes back to, and the event. Staying where it is changes nothing.
    /// </summary>
    /// <exception cref="InvalidOperationException">The transition is not allowed: ask <see cref="Refuse"/> first.</exception>
    public static Recording MoveTo(this Recording recording, RecordingStatus to, Actor actor, DateTimeOffset at)
    {
        if (recording.Status == to)
        {
            return recording;
        }

        if (Refuse(recording, to, actor) is { } reason)
        {
            throw new InvalidOperationException(reason);
        }

        var moved = recording with
        {
            Status = to,
            StatusBeforeArchive = to == Archived ? recording.Status : null,
        };
        return moved.Raise(new RecordingStatusChanged(recording.Id.ToString(), Name(recording.Status), Name(to), at), at);
    }

    /// <summary>
    /// What the system found out about a recording that may be archived: then it stays archived, and goes back to
    /// <paramref name="to"/> when somebody restores it.
    /// </summary>
    /// <returns>Null where the status before the archive does not allow it.</returns>
    public static Recording? Settle(this Recording recording, RecordingStatus to, DateTimeOffset at)
    {
        if (recording is not { Status: Archived, StatusBeforeArchive: { } before })
        {
            return Refuse(recording, to, Actor.System) is null ? recording.MoveTo(to, Actor.System, at) : null;
        }

        return before == to || SystemTable.Contains((before, to)) ? recording with { StatusBeforeArchive = to } : null;
    }

    private static string Name(RecordingStatus status) => WireNames<RecordingStatus>.Of(status);
}
