using Kubrick.Contracts.Recordings;
using static Kubrick.Recordings.Documents.RecordingStatus;

namespace Kubrick.Recordings.Documents;

/// <summary>The table of status transitions, and who may request each (<c>docs/recordings.md</c>, Status).</summary>
internal static class StatusTransitions
{
    private static readonly HashSet<(RecordingStatus From, RecordingStatus To)> SystemTable =
    [
        (RecordingStatus.Recording, RecordingStatus.Processing), (RecordingStatus.Recording, Ready), (RecordingStatus.Recording, Error),
        (Uploading, RecordingStatus.Recording), (Uploading, RecordingStatus.Processing), (Uploading, Ready), (Uploading, Error),
        (RecordingStatus.Processing, Ready), (RecordingStatus.Processing, Error),
        // Ready: a client gave up while the last bytes were stored. Stored data is kept.
        (Error, Uploading), (Error, Ready),
        // Only what the reconciler recovered is replaced, by the browser that has the whole recording.
        (Ready, Uploading),
    ];

    private static readonly HashSet<(RecordingStatus From, RecordingStatus To)> ClientTable =
    [
        (Uploading, Error), (Error, Uploading),
        (Uploading, Archived), (RecordingStatus.Processing, Archived), (Ready, Archived), (Error, Archived),
    ];

    /// <summary>
    /// Why <paramref name="recording"/> may not change to <paramref name="to"/>, in one sentence; null where it may. The present status is always allowed.
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
                : $"An archived recording can only return to '{Name(recording.StatusBeforeArchive ?? Error)}', its status before.";
        }

        var table = actor == Actor.Client ? ClientTable : SystemTable;
        return table.Contains((recording.Status, to))
            ? null
            : $"A recording cannot go from '{Name(recording.Status)}' to '{Name(to)}' {(actor == Actor.Client ? "by request" : "now")}.";
    }

    /// <summary>
    /// The recording with the new status, the status before the archive, and the event; the same recording where the status does not change.
    /// </summary>
    /// <exception cref="InvalidOperationException">The transition is not allowed; check <see cref="Refuse"/> first.</exception>
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

        return recording.SetStatus(to, at);
    }

    /// <summary>
    /// <c>ready</c> says that every byte is stored. Processing may find that they are no video, or not those that were recorded: then, and only then, a ready recording is in
    /// <c>error</c>.
    /// </summary>
    /// <returns>Null where the recording is not ready; the same recording where it is in <c>error</c> already.</returns>
    public static Recording? Reject(this Recording recording, DateTimeOffset at) => recording switch
    {
        { Status: Ready } => recording.SetStatus(Error, at),
        { Status: Archived, StatusBeforeArchive: Ready } => recording with { StatusBeforeArchive = Error },
        { Status: Error } or { Status: Archived, StatusBeforeArchive: Error } => recording,
        _ => null,
    };

    /// <summary>
    /// Applies the outcome of an upload or a stream. An archived recording stays archived, and returns to <paramref name="to"/> when a client restores it.
    /// </summary>
    /// <returns>Null where the transition is not allowed.</returns>
    public static Recording? Settle(this Recording recording, RecordingStatus to, DateTimeOffset at)
    {
        if (recording is not { Status: Archived, StatusBeforeArchive: { } before })
        {
            return Refuse(recording, to, Actor.System) is null ? recording.MoveTo(to, Actor.System, at) : null;
        }

        return before == to || SystemTable.Contains((before, to)) ? recording with { StatusBeforeArchive = to } : null;
    }

    private static Recording SetStatus(this Recording recording, RecordingStatus to, DateTimeOffset at) => (recording with
    {
        Status = to,
        StatusBeforeArchive = to == Archived ? recording.Status : null,
        // A client that continues a lost upload, and ends it then, has ended it itself.
        LostAt = to is Error or Archived ? recording.LostAt : null,
    }).Raise(new RecordingStatusChanged(recording.Id.ToString(), Name(recording.Status), Name(to), at), at);

    private static string Name(RecordingStatus status) => WireNames<RecordingStatus>.Of(status);
}
