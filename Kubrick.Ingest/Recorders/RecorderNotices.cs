using Kubrick.Contracts.Streams;
using Kubrick.Ingest.Protocol;

namespace Kubrick.Ingest.Recorders;

/// <summary>
/// Decides what a recorder is told of the troubles of its stream: each kind of loss once, and a problem once, when it is over, and again only after that. Not thread-safe.
/// </summary>
internal sealed class RecorderNotices
{
    private readonly HashSet<string> losses = new(StringComparer.Ordinal);
    private string? problem;

    /// <summary>What the recorder has to be told after a report.</summary>
    public RecorderNews Next(StreamProgressed report)
    {
        var before = problem;
        problem = report.Problem?.Code;
        SocketError[] problems = problem is not null && problem != before ? [SocketError.Warning(problem, report.Problem!.Sentence)] : [];
        return new(before is not null && before != problem ? before : null, [.. problems, .. Next(report.Losses)]);
    }

    /// <summary>The kinds of loss that the recorder does not know.</summary>
    public IReadOnlyList<SocketError> Next(IReadOnlyList<StreamLoss> counted) =>
        [.. counted.Where(loss => losses.Add(loss.Kind)).Select(loss => SocketError.Warning(loss.Kind, loss.Describe()))];
}

/// <summary>What a report has for the recorder.</summary>
/// <param name="Recovered">The code of the problem that is over; null if none is.</param>
/// <param name="Troubles">The troubles that it does not know.</param>
internal sealed record RecorderNews(string? Recovered, IReadOnlyList<SocketError> Troubles);
