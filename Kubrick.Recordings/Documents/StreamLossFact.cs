using Kubrick.Contracts.Streams;

namespace Kubrick.Recordings.Documents;

/// <summary>Media of a stream that could not be kept (<see cref="StreamLoss"/>).</summary>
internal sealed record StreamLossFact
{
    /// <summary>One of <see cref="StreamLossKinds"/>.</summary>
    public required string Kind { get; init; }

    public required long Count { get; init; }

    /// <summary>
    /// The known losses with those of an event: of each kind the larger count, so that the order and the repetition of events make no difference. The same list where nothing
    /// changes.
    /// </summary>
    public static IReadOnlyList<StreamLossFact> Merge(IReadOnlyList<StreamLossFact> known, IReadOnlyList<StreamLoss> reported)
    {
        if (reported.All(loss => known.Any(fact => fact.Kind == loss.Kind && fact.Count >= loss.Count)))
        {
            return known;
        }

        return
        [
            .. known.Concat(reported.Select(loss => new StreamLossFact { Kind = loss.Kind, Count = loss.Count }))
                .GroupBy(fact => fact.Kind, StringComparer.Ordinal)
                .OrderBy(kind => kind.Key, StringComparer.Ordinal)
                .Select(kind => kind.MaxBy(fact => fact.Count)!),
        ];
    }
}
