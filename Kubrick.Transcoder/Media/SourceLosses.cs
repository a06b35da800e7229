using Kubrick.Contracts.Streams;
using Kubrick.Transcoder.Chunks;
using Kubrick.Transcoder.Containers;
using Kubrick.Transcoder.Streams;

namespace Kubrick.Transcoder.Media;

/// <summary>Counts what of the recorder's containers cannot be used, by what their readers find. Bytes that are read again after FFmpeg was restarted count once.</summary>
internal sealed class SourceLosses(LossCounts losses)
{
    private long readUpTo = -1;
    private bool hasKeyframe;

    /// <summary>A run starts.</summary>
    /// <param name="isMiddle">Whether it starts in the middle of a container, at a keyframe.</param>
    public void Start(bool isMiddle) => hasKeyframe = isMiddle;

    /// <summary>A reader has read a record.</summary>
    /// <param name="chunk">The record.</param>
    /// <param name="facts">What it contains.</param>
    /// <param name="header">The container's header; null until it is complete.</param>
    public void Note(ChunkRecord chunk, IReadOnlyList<SourceFact> facts, SourceHeader? header)
    {
        var isNew = chunk.Offset > readUpTo;
        readUpTo = Math.Max(readUpTo, chunk.Offset);
        var (damages, early) = (0, 0);
        foreach (var fact in facts)
        {
            damages += fact.Kind == SourceFactKind.Damage ? 1 : 0;
            if (fact.Kind == SourceFactKind.Frame && fact.Track == header?.Video?.Number)
            {
                hasKeyframe |= fact.IsKeyframe;
                early += hasKeyframe ? 0 : 1;
            }
        }

        if (isNew)
        {
            losses.Add(StreamLossKinds.Damaged, damages);
            losses.Add(StreamLossKinds.Skipped, early);
            losses.Add(StreamLossKinds.Tracks, facts.Any(fact => fact.Kind == SourceFactKind.Header) ? Ignored(header!) : 0);
        }
    }

    /// <summary>More bytes than may be buffered precede the first keyframe, and were dropped.</summary>
    public void NoteOverflow() => losses.Add(StreamLossKinds.OverLimit);

    private static int Ignored(SourceHeader header) => header.Tracks.Count - (header.Video is null ? 0 : 1) - (header.Audio is null ? 0 : 1);
}
