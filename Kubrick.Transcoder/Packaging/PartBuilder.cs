namespace Kubrick.Transcoder.Packaging;

/// <summary>Puts FFmpeg's fragments together to parts of the right length.</summary>
/// <param name="rules">How long they are.</param>
internal sealed class PartBuilder(PartRules rules)
{
    private readonly List<ReadOnlyMemory<byte>> pieces = [];
    private long startUs;
    private long endUs;
    private bool isIndependent;

    /// <summary>Takes a fragment.</summary>
    /// <param name="segment">The segment that it belongs to.</param>
    /// <param name="fragment">The fragment.</param>
    /// <param name="fromUs">Where it starts: where the one before ended.</param>
    /// <param name="untilUs">Where it ends.</param>
    /// <returns>What is ready: no part, one, or two.</returns>
    public IEnumerable<PartReady> Add(OpenSegment segment, Fragment fragment, long fromUs, long untilUs)
    {
        if (pieces.Count > 0 && untilUs - startUs > rules.TargetUs && Take(segment) is { } before)
        {
            // Too short is the lesser evil: what is too long breaks what was promised to players.
            yield return before;
        }

        startUs = pieces.Count == 0 ? fromUs : startUs;
        endUs = untilUs;
        isIndependent |= fragment.IsIndependent;
        pieces.Add(fragment.Bytes);
        if (endUs - startUs >= rules.EnoughUs && Take(segment) is { } part)
        {
            yield return part;
        }
    }

    /// <summary>What is left, as the last part of a segment; null where nothing is.</summary>
    public PartReady? Take(OpenSegment segment)
    {
        if (pieces.Count == 0)
        {
            return null;
        }

        var bytes = pieces.Count == 1 ? pieces[0] : Join();
        var part = new PartReady(segment.MediaSequence, segment.Pieces.Count, bytes, startUs, endUs - startUs, isIndependent, segment.IsDiscontinuity);
        segment.Pieces.Add(bytes);
        pieces.Clear();
        isIndependent = false;
        return part;
    }

    private byte[] Join()
    {
        var joined = new byte[pieces.Sum(piece => piece.Length)];
        var at = 0;
        foreach (var piece in pieces)
        {
            piece.CopyTo(joined.AsMemory(at));
            at += piece.Length;
        }

        return joined;
    }
}
