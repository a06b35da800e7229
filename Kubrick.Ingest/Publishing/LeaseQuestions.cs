using Kubrick.Contracts.Logs;

namespace Kubrick.Ingest.Publishing;

/// <summary>How a publisher decides about a start of its recording by another connection.</summary>
internal static class LeaseQuestions
{
    /// <summary>The reply to <see cref="LeaseMessages.Start"/>: a recorder that sends all the time, or answers the server's pings, is heard before it counts as silent.</summary>
    public static string AnswerStart(TimeSpan waited, TimeSpan silence, TimeSpan silentAfter) =>
        silence < waited ? LeaseMessages.Holding
        : silence < silentAfter ? LeaseMessages.Doubting
        : LeaseMessages.Leaving;
}
