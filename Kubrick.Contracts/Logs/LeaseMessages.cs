using System.Globalization;

namespace Kubrick.Contracts.Logs;

/// <summary>
/// The words of the request and reply protocol between services and the owner of a stream's lease. A request travels over the lease's own queue, to whichever replica owns it.
/// </summary>
public static class LeaseMessages
{
    /// <summary>Request to the publisher: append the end and release the lease.</summary>
    public const string Stop = "stop";

    /// <summary>Request to the publisher: release the lease, because the same recorder has a newer connection.</summary>
    public const string Yield = "yield";

    /// <summary>Request to the publisher: keep the lease if you publish.</summary>
    public const string Keep = "keep";

    /// <summary>Reply of the publisher: I keep the lease.</summary>
    public const string Keeping = "keeping";

    /// <summary>Reply of the publisher: my recorder has been silent since the first request; ask again.</summary>
    public const string Doubting = "doubting";

    /// <summary>Reply of the publisher: I am releasing the lease.</summary>
    public const string Leaving = "leaving";

    /// <summary>Reply of a worker that owns the publisher's lease while it appends the end.</summary>
    public const string Ending = "ending";

    /// <summary>Request to the transcoder: the recording was deleted, discard its stream. The reply is the same word.</summary>
    public const string Deleted = "deleted";

    /// <summary>Reply to a request that the owner does not know.</summary>
    public const string Unknown = "unknown";

    private const string StartPrefix = "start ";

    /// <summary>Request to the publisher: release the lease if your recorder is silent; another connection has been waiting to start for that time.</summary>
    public static string Start(TimeSpan waited) => StartPrefix + waited.TotalMilliseconds.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether a request is <see cref="Start"/>.</summary>
    public static bool IsStart(string request, out TimeSpan waited)
    {
        waited = default;
        if (!request.StartsWith(StartPrefix, StringComparison.Ordinal)
            || !double.TryParse(request.AsSpan(StartPrefix.Length), CultureInfo.InvariantCulture, out var ms)
            || ms is not (>= 0 and < int.MaxValue))
        {
            return false;
        }

        waited = TimeSpan.FromMilliseconds(ms);
        return true;
    }

    /// <summary>Answers every request with <see cref="Leaving"/>: for an owner that needs the lease for a moment only.</summary>
    public static Task<string> AnswerLeaving(string request, CancellationToken cancellationToken) => Task.FromResult(Leaving);
}
