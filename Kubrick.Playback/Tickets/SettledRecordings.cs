using System.Collections.Concurrent;
using Kubrick.ServiceDefaults;
using Microsoft.Extensions.Caching.Memory;

namespace Kubrick.Playback.Tickets;

/// <summary>
/// Waits until the recording of a stream that is over says so, before a client is told. The end reaches Recordings and this service at the same time; a client that was told must
/// read the recording's new status, on every replica.
/// </summary>
internal sealed partial class SettledRecordings(StreamTicketCache tickets, IMemoryCache cache, TimeProvider clock, ILogger<SettledRecordings> logger)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>How long no viewer waits after one has waited in vain.</summary>
    private static readonly TimeSpan VainLifetime = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Lazy<Task>> viewers = new(StringComparer.Ordinal);

    /// <summary>Whether a recording is known to say so.</summary>
    public bool IsSettled(string recordingId) => cache.TryGetValue(SettledKey(recordingId), out _);

    /// <summary>Notes that a recording says so; forgotten after a while.</summary>
    public void Note(string recordingId) => Note(SettledKey(recordingId), Lifetime);

    /// <summary>
    /// Returns when the recording is no longer live, was deleted, or did not change in time; at once when Recordings cannot be asked, because then nobody can read the recording,
    /// and media plays without it.
    /// </summary>
    public async Task WaitAsync(string recordingId, CancellationToken cancellationToken)
    {
        if (!await Polling.UntilAsync(over => IsSettledOrAwayAsync(recordingId, over), Timeout, clock, cancellationToken))
        {
            LogLate(recordingId);
        }
    }

    /// <summary>
    /// As <see cref="WaitAsync"/>, for a viewer. All viewers of a recording share one wait, and after one in vain none waits for a while: however many they are, Recordings, which
    /// recorders need, is asked as if there was one.
    /// </summary>
    public async Task WaitForViewerAsync(string recordingId, CancellationToken cancellationToken)
    {
        if (!IsSettled(recordingId) && !cache.TryGetValue(VainKey(recordingId), out _))
        {
            await viewers.GetOrAdd(recordingId, id => new Lazy<Task>(() => WaitForViewersAsync(id))).Value.WaitAsync(cancellationToken);
        }
    }

    private async Task WaitForViewersAsync(string recordingId)
    {
        try
        {
            // None of them may cancel it for the others.
            await WaitAsync(recordingId, CancellationToken.None);
            if (!IsSettled(recordingId))
            {
                Note(VainKey(recordingId), VainLifetime);
            }
        }
        finally
        {
            viewers.TryRemove(recordingId, out _);
        }
    }

    private async Task<bool> IsSettledOrAwayAsync(string recordingId, CancellationToken cancellationToken)
    {
        if (IsSettled(recordingId))
        {
            return true;
        }

        var answer = await tickets.AskAsync(recordingId, cancellationToken);
        if (answer.IsUnavailable)
        {
            return true;
        }

        if (answer.IsLive)
        {
            return false;
        }

        tickets.Forget(recordingId);
        Note(recordingId);
        return true;
    }

    private void Note(string key, TimeSpan lifetime) => cache.Set(key, true, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = lifetime, Size = 1 });

    private static string SettledKey(string recordingId) => "settled " + recordingId;

    private static string VainKey(string recordingId) => "vain " + recordingId;

    [LoggerMessage(LogLevel.Warning, "Recording not updated in time: the end of stream {RecordingId} is shown before it")]
    private partial void LogLate(string recordingId);
}
