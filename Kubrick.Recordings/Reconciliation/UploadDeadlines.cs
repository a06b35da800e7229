using Kubrick.Recordings.Documents;
using Kubrick.Storage;
using Microsoft.Extensions.Options;

namespace Kubrick.Recordings.Reconciliation;

/// <summary>Until when an unfinished upload is left to its client.</summary>
internal sealed class UploadDeadlines(IOptions<ReconciliationOptions> options, IOptions<StorageOptions> storage, TimeProvider clock)
{
    /// <summary>Before the storage discards an upload. Enough passes fit in it to reach every recording, also after an outage.</summary>
    private static readonly TimeSpan LastChance = TimeSpan.FromHours(6);

    /// <summary>Whether the session has expired or, without one, the recording has not changed for the lifetime of a session. A lost upload had expired when it was lost.</summary>
    public bool IsExpired(Recording recording) => ExpiryOf(recording) <= clock.GetUtcNow();

    /// <summary>Whether the storage is about to discard what has arrived.</summary>
    public bool IsAboutToExpire(Recording recording) => ExpiryOf(recording) - LastChance <= clock.GetUtcNow();

    /// <summary>
    /// Whether the client of a chunked upload has given no sign of life for the grace period. One of declared size that never gave any is not watched: it was begun with an earlier
    /// version, which did not note them, or its client has not sent anything yet.
    /// </summary>
    public bool IsAbandoned(Recording recording)
    {
        var session = recording.UploadSession;
        var seen = session?.LastPartAt ?? session?.StartedAt ?? recording.UpdatedAt;
        var isWatched = session is null ? recording.Recovered : session.IsOpenEnded || session.LastPartAt is not null;
        return isWatched && seen + options.Value.AbandonedAfter <= clock.GetUtcNow();
    }

    private DateTimeOffset ExpiryOf(Recording recording) => recording.UploadSession?.ExpiresAt ?? recording.LostAt ?? (recording.UpdatedAt + storage.Value.UploadLifetime);
}
