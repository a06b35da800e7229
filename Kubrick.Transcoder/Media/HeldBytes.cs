namespace Kubrick.Transcoder.Media;

/// <summary>Bytes of a container that wait until it is known from where on FFmpeg gets them.</summary>
internal sealed class HeldBytes(long start)
{
    private readonly Queue<(long At, ReadOnlyMemory<byte> Bytes)> pieces = new();
    private long end = start;

    /// <summary>How many wait.</summary>
    public long Length => pieces.TryPeek(out var first) ? end - first.At : 0;

    /// <summary>Adds the next ones.</summary>
    public void Add(ReadOnlyMemory<byte> bytes)
    {
        pieces.Enqueue((end, bytes));
        end += bytes.Length;
    }

    /// <summary>Lets go of all before an offset.</summary>
    public void ForgetBefore(long offset)
    {
        while (pieces.TryPeek(out var first) && first.At + first.Bytes.Length <= offset)
        {
            pieces.Dequeue();
        }
    }

    /// <summary>Hands out all from an offset on.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> TakeFrom(long offset)
    {
        ForgetBefore(offset);
        while (pieces.TryDequeue(out var piece))
        {
            yield return piece.At < offset ? piece.Bytes[(int)(offset - piece.At)..] : piece.Bytes;
        }
    }

    /// <summary>Lets go of everything.</summary>
    public void Clear() => pieces.Clear();
}
