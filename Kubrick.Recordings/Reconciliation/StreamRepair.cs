using System.Collections.Concurrent;
using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Streams;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Telemetry;
using Kubrick.Storage;
using Kubrick.StreamLogs;
using MongoDB.Bson;

namespace Kubrick.Recordings.Reconciliation;

/// <summary>
/// Finishes a stream whose end was not reported, for example because its event was lost with a queue. A recording whose worker finished the playlist becomes
/// <c>ready</c>, any other <c>error</c>, with its stored objects.
/// </summary>
/// <remarks>
/// A live stream has a chunk log, which is created before the stream is announced and deleted some time after its end is reported. A start between the check of
/// the log and the write changes the version of the document, and then nothing is written.
/// </remarks>
internal sealed partial class StreamRepair(
    RecordingStore store, PlaceSearch places, StreamLogClient logs, BrokerLeases leases, StorageKeys keys, ILogger<StreamRepair> logger)
{
    private const int MaxSuspects = 10_000;

    private static readonly string[] Containers = ["video/webm", "video/mp4"];

    /// <summary>The versions of recordings for which an earlier pass found no sign of life.</summary>
    private readonly ConcurrentDictionary<ObjectId, long> suspects = new();

    /// <summary>Repairs one recording if it can. Safe to repeat, also on several replicas at once.</summary>
    /// <exception cref="StorageException">The storage failed.</exception>
    public async Task RepairAsync(Recording recording, CancellationToken cancellationToken)
    {
        if (await places.FindAsync(recording, PlaylistKey(recording), cancellationToken) is not { } place)
        {
            // Its objects are, or may be, in a storage whose settings are not there.
            return;
        }

        if (await IsAliveAsync(recording.Id.ToString(), cancellationToken))
        {
            suspects.TryRemove(recording.Id, out _);
            return;
        }

        // A broker that has just started may not know its logs yet; the next pass checks again.
        if (!suspects.TryGetValue(recording.Id, out var version) || version != recording.Version)
        {
            Suspect(recording);
            return;
        }

        await FinishAsync(recording, place, cancellationToken);
        suspects.TryRemove(recording.Id, out _);
    }

    /// <summary>Whether there is a chunk log, a publisher or a worker.</summary>
    private async Task<bool> IsAliveAsync(string id, CancellationToken cancellationToken) =>
        await logs.ExistsAsync(LogNames.ChunkLog(id), cancellationToken)
        || await leases.IsOwnedAsync(LogNames.PublisherLease(id), cancellationToken)
        || await leases.IsOwnedAsync(LogNames.TranscoderLease(id), cancellationToken);

    private void Suspect(Recording recording)
    {
        if (suspects.Count >= MaxSuspects)
        {
            // Every forgotten recording takes one pass more.
            suspects.Clear();
        }

        suspects[recording.Id] = recording.Version;
    }

    private async Task FinishAsync(Recording recording, StoragePlace place, CancellationToken cancellationToken)
    {
        using var work = BackgroundWork.Start("stream repair");
        var playlist = await FindPlaylistAsync(recording, place, cancellationToken);
        var (archive, archivedAt) = await FindArchiveAsync(recording, place, cancellationToken);
        var now = store.Now();
        var changed = await store.ChangeAsync(
            recording.Id,
            found => found.Version == recording.Version
                ? Finished(playlist is null && archive is null ? found : found.At(place.Location.Provider, place.Location.Bucket), playlist, archive, archivedAt ?? now, now)
                : ApiErrors.Conflict("The stream was resumed, or its end was reported, in the meantime."),
            cancellationToken);
        if (changed.Is(out var finished, out _))
        {
            LogFinished(finished.Id, WireNames<RecordingStatus>.Of(finished.Status), archive?.Bytes);
        }
    }

    private string PlaylistKey(Recording recording) => StoredPlaylist.KeyOf(recording) ?? keys.Playlist(recording.Id.ToString());

    private async Task<PlaylistSummary?> FindPlaylistAsync(Recording recording, StoragePlace place, CancellationToken cancellationToken)
    {
        await using var stored = await place.Reader.OpenReadAsync(PlaylistKey(recording), 0, null, cancellationToken);
        return stored is null ? null : await PlaylistSummary.ReadAsync(stored, cancellationToken);
    }

    /// <summary>The recorder's original bytes. The object exists only when all of them are stored; the container is found by trying each extension.</summary>
    private async Task<(StreamArchive? Archive, DateTimeOffset? StoredAt)> FindArchiveAsync(
        Recording recording, StoragePlace place, CancellationToken cancellationToken)
    {
        if (recording.StorageSequence is not { } sequence)
        {
            return default;
        }

        foreach (var container in Containers)
        {
            var key = keys.Video(recording.Id.ToString(), recording.CreatedAt, sequence, container);
            if (await place.Reader.FindAsync(key, cancellationToken) is { Length: > 0 } stored)
            {
                return (new StreamArchive(key, place.Location.Provider, place.Location.Bucket, container, stored.Length, Sha256: ""), stored.LastModified);
            }
        }

        return default;
    }

    /// <summary>The recording as after the lost event.</summary>
    private Recording Finished(Recording recording, PlaylistSummary? playlist, StreamArchive? archive, DateTimeOffset endedAt, DateTimeOffset now)
    {
        var stream = new FinishedStream(recording.StreamStartedAt ?? recording.CreatedAt, endedAt, DurationMs: 0, ManifestKey: null, archive);
        // Every stream of this system was asked for. The first one did not always end its playlists.
        if (playlist is { Segments: > 0 } && (playlist.IsEnded || recording.StreamAskedAt is null))
        {
            var played = stream with { DurationMs = playlist.DurationMs, ManifestKey = PlaylistKey(recording) };
            return StreamDecisions.Finish(recording, RecordingStatus.Ready, played, now) with { ErrorReason = null };
        }

        return StreamDecisions.Finish(recording, RecordingStatus.Error, stream, now) with
        {
            ErrorReason = archive is null
                ? "The stream was interrupted, and its end was not stored."
                : "The stream was not finished; the received bytes are kept.",
        };
    }

    [LoggerMessage(LogLevel.Warning, "Stream repair: unreported end of {RecordingId} set to '{Status}', archive of {Bytes} bytes")]
    private partial void LogFinished(ObjectId recordingId, string status, long? bytes);
}
