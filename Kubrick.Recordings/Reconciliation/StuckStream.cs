using System.Collections.Concurrent;
using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Streams;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Logs;
using Kubrick.Storage;
using MongoDB.Bson;

namespace Kubrick.Recordings.Reconciliation;

/// <summary>
/// Ends one stream whose end never got here: its event was lost with a queue, or the document is older than it. What its worker brought to the end becomes
/// <c>ready</c>, everything else <c>error</c>, with whatever the storage holds of it.
/// </summary>
/// <remarks>
/// A stream that lives has a chunk log: it is made before the stream is announced, and goes a while after its end was told. A start between the look at the log
/// and the write makes another version of the document, and then nothing is written.
/// </remarks>
internal sealed partial class StuckStream(
    RecordingStore store, IObjectReader reader, StreamLogs logs, BrokerLeases leases, StorageKeys keys, StorageLocation location, ILogger<StuckStream> logger)
{
    private const int MostRemembered = 10_000;

    private static readonly string[] Containers = ["video/webm", "video/mp4"];

    /// <summary>Recordings that no sign of life was found of in an earlier pass, by the version that they had.</summary>
    private readonly ConcurrentDictionary<ObjectId, long> suspects = new();

    /// <summary>Does what broker and storage allow. Asking again is safe, for several replicas at once too.</summary>
    /// <exception cref="StorageException">The storage could not be asked.</exception>
    public async Task HealAsync(Recording recording, CancellationToken cancellationToken)
    {
        if (recording.StorageProvider is not null && (recording.StorageProvider != location.Provider || recording.StorageBucket != location.Bucket))
        {
            // What another storage holds cannot be known here.
            return;
        }

        if (await IsAliveAsync(recording.Id.ToString(), cancellationToken))
        {
            suspects.TryRemove(recording.Id, out _);
            return;
        }

        // A broker that is just starting may not know its logs yet: it is asked again with the next pass.
        if (!suspects.TryGetValue(recording.Id, out var version) || version != recording.Version)
        {
            Suspect(recording);
            return;
        }

        await EndAsync(recording, cancellationToken);
        suspects.TryRemove(recording.Id, out _);
    }

    /// <summary>Whether there is a chunk log, or somebody who publishes or transcodes the stream.</summary>
    private async Task<bool> IsAliveAsync(string id, CancellationToken cancellationToken) =>
        await logs.ExistsAsync(LogNames.ChunkLog(id), cancellationToken)
        || await leases.IsHeldAsync(LogNames.PublisherLease(id), cancellationToken)
        || await leases.IsHeldAsync(LogNames.TranscoderLease(id), cancellationToken);

    private void Suspect(Recording recording)
    {
        if (suspects.Count >= MostRemembered)
        {
            // It costs those that are forgotten another pass.
            suspects.Clear();
        }

        suspects[recording.Id] = recording.Version;
    }

    private async Task EndAsync(Recording recording, CancellationToken cancellationToken)
    {
        var playlist = await FindPlaylistAsync(recording, cancellationToken);
        var (archive, archivedAt) = await FindArchiveAsync(recording, cancellationToken);
        var now = store.Now();
        var decision = await store.ChangeAsync(
            recording.Id,
            found => found.Version == recording.Version
                ? Over(found, playlist, archive, archivedAt ?? now, now)
                : ApiErrors.Conflict("Somebody came back to the stream, or its end was told."),
            cancellationToken);
        if (decision.Recording is { } ended)
        {
            LogEnded(ended.Id, WireNames<RecordingStatus>.Of(ended.Status), archive?.Bytes);
        }
    }

    private async Task<StoredPlaylist?> FindPlaylistAsync(Recording recording, CancellationToken cancellationToken)
    {
        await using var stored = await reader.OpenReadAsync(keys.Playlist(recording.Id.ToString()), 0, null, cancellationToken);
        return stored is null ? null : await StoredPlaylist.ReadAsync(stored, cancellationToken);
    }

    /// <summary>The recorder's own bytes. Their object is there only once all of them are stored; which container they are, only the worker knew.</summary>
    private async Task<(StreamArchive? Archive, DateTimeOffset? StoredAt)> FindArchiveAsync(Recording recording, CancellationToken cancellationToken)
    {
        if (recording.StorageSequence is not { } sequence)
        {
            return default;
        }

        foreach (var container in Containers)
        {
            var key = keys.Video(recording.Id.ToString(), recording.CreatedAt, sequence, container);
            if (await reader.FindAsync(key, cancellationToken) is { Length: > 0 } stored)
            {
                return (new StreamArchive(key, location.Provider, location.Bucket, container, stored.Length, Sha256: ""), stored.LastModified);
            }
        }

        return default;
    }

    /// <summary>The recording as the lost event would have left it.</summary>
    private Recording Over(Recording recording, StoredPlaylist? playlist, StreamArchive? archive, DateTimeOffset endedAt, DateTimeOffset now)
    {
        var startedAt = recording.StreamStartedAt ?? recording.CreatedAt;
        if (playlist is { IsEnded: true, Segments: > 0 })
        {
            var key = keys.Playlist(recording.Id.ToString());
            return StreamDecisions.Over(recording, RecordingStatus.Ready, startedAt, endedAt, playlist.DurationMs, key, archive, now) with { ErrorReason = null };
        }

        return StreamDecisions.Over(recording, RecordingStatus.Error, startedAt, endedAt, 0, null, archive, now) with
        {
            ErrorReason = archive is null
                ? "The stream broke off, and its end was never stored."
                : "The stream was not brought to its end; what the recorder sent is kept.",
        };
    }

    [LoggerMessage(LogLevel.Warning, "The end of the stream {RecordingId} was never told; it is '{Status}' now, with an archive of {Bytes} bytes")]
    private partial void LogEnded(ObjectId recordingId, string status, long? bytes);
}
