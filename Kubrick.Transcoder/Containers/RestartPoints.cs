namespace Kubrick.Transcoder.Containers;

/// <summary>Remembers where an epoch's bytes can be decoded from, as far back as somebody may want to; the oldest go when there are too many.</summary>
/// <param name="capacity">How many are kept.</param>
internal sealed class RestartPoints(int capacity = 4096)
{
    private readonly Queue<SourceFact> points = new();

    /// <summary>Notes facts; those that are no restart are passed over.</summary>
    public void Add(IReadOnlyList<SourceFact> facts)
    {
        foreach (var fact in facts)
        {
            if (fact.Kind != SourceFactKind.Restart)
            {
                continue;
            }

            if (points.Count == capacity)
            {
                points.Dequeue();
            }

            points.Enqueue(fact);
        }
    }

    /// <summary>
    /// The newest point whose keyframe is not later than a time: decoding from its <see cref="SourceFact.Offset"/>, with the header in front, gives every frame from that time on.
    /// </summary>
    /// <param name="timeUs">The time, in µs on the container's time line.</param>
    /// <param name="toleranceUs">How much later the keyframe may be: times are rounded on their way through an encoder.</param>
    /// <returns>Null where none is known.</returns>
    public SourceFact? Find(long timeUs, long toleranceUs = 15_000)
    {
        SourceFact? found = null;
        foreach (var point in points)
        {
            if (point.TimeUs <= timeUs + toleranceUs)
            {
                found = point;
            }
        }

        return found;
    }

    /// <summary>Forgets all before the point that <see cref="Find"/> gives for a time.</summary>
    public void ForgetBefore(long timeUs)
    {
        if (Find(timeUs) is not { } keep)
        {
            return;
        }

        while (points.Peek() != keep)
        {
            points.Dequeue();
        }
    }
}
