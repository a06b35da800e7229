using System.Globalization;

namespace Kubrick.Ingest.Publishing;

/// <summary>What the holder of a publisher's lease is asked over it, on whichever replica, and what it answers.</summary>
internal static class LeaseQuestions
{
    private const string StartPrefix = "start ";

    /// <summary>Append the end and let go.</summary>
    public const string Stop = "stop";

    /// <summary>Let go: a newer connection of the same recorder is here.</summary>
    public const string Yield = "yield";

    /// <summary>Is anybody publishing?</summary>
    public const string Hold = "hold";

    /// <summary>Somebody is, and goes on.</summary>
    public const string Holding = "holding";

    /// <summary>Its recorder has not been heard of since the question was asked first: ask again.</summary>
    public const string Doubting = "doubting";

    /// <summary>It lets go of the lease by itself, or as it was asked.</summary>
    public const string Leaving = "leaving";

    /// <summary>Let go if your recorder is silent: another connection has wanted to start its recording for so long.</summary>
    public static string Start(TimeSpan waited) => StartPrefix + waited.TotalMilliseconds.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether a question is <see cref="Start"/>.</summary>
    public static bool IsStart(string question, out TimeSpan waited)
    {
        waited = default;
        if (!question.StartsWith(StartPrefix, StringComparison.Ordinal)
            || !double.TryParse(question.AsSpan(StartPrefix.Length), CultureInfo.InvariantCulture, out var ms)
            || ms is not (>= 0 and < int.MaxValue))
        {
            return false;
        }

        waited = TimeSpan.FromMilliseconds(ms);
        return true;
    }

    /// <summary>What a holder answers <see cref="Start"/>: who sends every moment, or answers the server's pings, is heard of before it counts as silent.</summary>
    public static string AnswerStart(TimeSpan waited, TimeSpan silence, TimeSpan silentAfter) =>
        silence < waited ? Holding
        : silence < silentAfter ? Doubting
        : Leaving;

    /// <summary>The holder needs the lease for a moment only.</summary>
    public static Task<string> AnswerLeaving(string question, CancellationToken cancellationToken) => Task.FromResult(Leaving);
}
