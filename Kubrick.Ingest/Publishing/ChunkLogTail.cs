using Kubrick.Contracts.Logs;

namespace Kubrick.Ingest.Publishing;

/// <summary>What a chunk log contains, as far as a publisher has to know.</summary>
/// <param name="NextSequence">The number of the next frame.</param>
/// <param name="Epoch">The epoch of the last.</param>
/// <param name="IsOver">Whether it contains the end.</param>
/// <param name="OpenedAt">The time of the oldest claim or probe that was read; null when there is none.</param>
internal sealed record ChunkLogTail(long NextSequence, int Epoch, bool IsOver, DateTimeOffset? OpenedAt)
{
    public static ChunkLogTail Empty { get; } = new(0, 0, false, null);

    /// <summary>Whether a worker was requested and the stream's start published.</summary>
    public bool IsAnnounced { get; init; }

    public bool HasData => NextSequence > 0;

    public bool WasOpened => OpenedAt is not null;

    /// <summary>The tail with one more record, in whatever order they are read.</summary>
    public ChunkLogTail With(ChunkHeader header) => header.Kind switch
    {
        ChunkKind.Data => this with { NextSequence = Math.Max(NextSequence, header.Sequence + 1), Epoch = Math.Max(Epoch, header.Epoch) },
        ChunkKind.End => this with { IsOver = true },
        ChunkKind.Lost => this,
        _ => this with
        {
            OpenedAt = OpenedAt is { } known && known < header.PublishedAt ? known : header.PublishedAt,
            IsAnnounced = IsAnnounced || header.IsAnnounced,
        },
    };
}
