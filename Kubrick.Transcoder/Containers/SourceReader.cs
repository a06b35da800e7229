using System.Runtime.InteropServices;
using Kubrick.Storage.Containers;

namespace Kubrick.Transcoder.Containers;

/// <summary>
/// Reads a publisher's bytes as they arrive, in pieces of any size, and reports what they contain. It keeps only the header and what it needs to understand the next bytes,
/// whatever sizes the bytes claim. Malformed bytes are reported and skipped, never thrown: it scans for the next cluster or fragment. It scans payloads, too: a cluster that
/// starts inside of one means that its size is wrong or bytes are missing.
/// </summary>
/// <param name="marker">The four bytes that identify a cluster or fragment.</param>
/// <param name="markerOffset">Their offset in a cluster or fragment.</param>
internal abstract class SourceReader(byte[] marker, int markerOffset)
{
    /// <summary>The largest accepted header: recorders write some hundred bytes.</summary>
    protected const int MaxHeaderBytes = 256 * 1024;

    /// <summary>The latest accepted time: recorders send no later one, and it could overflow.</summary>
    public const long MaxTimeSeconds = 366L * 24 * 3600;

    // No step needs more bytes than this to decide.
    private const int Lookahead = 64;

    private readonly byte[] carry = new byte[Lookahead];
    private readonly List<SourceFact> facts = [];
    private readonly List<byte> collected = [];
    private int carried;
    private long toSkip;
    private long toCollect;
    private bool isLost;

    /// <summary>The container that it reads.</summary>
    public abstract ContainerKind Container { get; }

    /// <summary>Creates the reader of a container.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The format is not known.</exception>
    public static SourceReader Of(ContainerKind container) => container switch
    {
        ContainerKind.Matroska => new MatroskaReader(),
        ContainerKind.Mp4 => new Mp4Reader(),
        _ => throw new ArgumentOutOfRangeException(nameof(container)),
    };

    /// <summary>The header; null until it is complete.</summary>
    public SourceHeader? Header { get; private set; }

    /// <summary>Whether the header is malformed, so that nothing after it can be decoded.</summary>
    public bool IsUnreadable { get; private set; }

    /// <summary>How many bytes it was given.</summary>
    public long Position { get; private set; }

    /// <summary>The offset of the next step's first byte.</summary>
    protected long At { get; private set; }

    /// <summary>The bytes collected so far.</summary>
    protected ReadOnlySpan<byte> Collected => CollectionsMarshal.AsSpan(collected);

    /// <summary>Takes the next bytes.</summary>
    /// <param name="bytes">The bytes; not kept.</param>
    /// <returns>What was found, in the order of the bytes; valid until the next call.</returns>
    public IReadOnlyList<SourceFact> Append(ReadOnlyMemory<byte> bytes)
    {
        facts.Clear();
        var input = bytes.Span;
        Position += input.Length;
        while (!input.IsEmpty && !IsUnreadable)
        {
            input = carried == 0 ? TakeDirectly(input) : TakeWithCarry(input);
        }

        return facts;
    }

    /// <summary>Reads one element's start at <see cref="At"/>.</summary>
    /// <param name="window">The bytes from there on, as far as they have arrived.</param>
    /// <param name="used">How many were read.</param>
    /// <returns>False when more are needed; never with <c>Lookahead</c> bytes or more.</returns>
    protected abstract bool Step(ReadOnlySpan<byte> window, out int used);

    /// <summary>Whether a cluster or fragment starts with these bytes; null when more are needed.</summary>
    protected abstract bool? IsStart(ReadOnlySpan<byte> window);

    /// <summary>The bytes requested by <see cref="Collect"/> are in <see cref="Collected"/>.</summary>
    protected virtual void OnCollected()
    {
    }

    /// <summary>An element and its payload have been passed.</summary>
    protected virtual void OnBoundary()
    {
    }

    /// <summary>The current element is abandoned: a new cluster starts, or the reader has lost its place.</summary>
    protected virtual void OnDamage()
    {
    }

    /// <summary>Reports a fact.</summary>
    protected void Report(in SourceFact fact) => facts.Add(fact);

    /// <summary>Skips bytes after the current step.</summary>
    protected void SkipNext(long count) => toSkip = count;

    /// <summary>Collects bytes from <see cref="At"/> on, after those collected before.</summary>
    protected void Collect(long count) => toCollect = count;

    /// <summary>Drops the collected bytes.</summary>
    protected void DropCollected() => collected.Clear();

    /// <summary>The header is complete.</summary>
    protected void Complete(SourceHeader header)
    {
        Header = header;
        Report(new SourceFact(SourceFactKind.Header, 0));
        DropCollected();
    }

    /// <summary>The header is malformed.</summary>
    protected void GiveUp(string problem)
    {
        IsUnreadable = true;
        DropCollected();
        Report(new SourceFact(SourceFactKind.Damage, At, Problem: problem));
    }

    /// <summary>The bytes at <see cref="At"/> are malformed: scan for the next cluster or fragment.</summary>
    protected void Lose(string problem)
    {
        OnDamage();
        isLost = true;
        toSkip = long.MaxValue;
        Report(new SourceFact(SourceFactKind.Damage, At, Problem: problem));
    }

    private ReadOnlySpan<byte> TakeDirectly(ReadOnlySpan<byte> input)
    {
        if (Advance(input, out var used))
        {
            return input[used..];
        }

        input.CopyTo(carry);
        carried = input.Length;
        return [];
    }

    private ReadOnlySpan<byte> TakeWithCarry(ReadOnlySpan<byte> input)
    {
        var taken = Math.Min(Lookahead - carried, input.Length);
        input[..taken].CopyTo(carry.AsSpan(carried));
        if (!Advance(carry.AsSpan(0, carried + taken), out var used))
        {
            carried += taken;
            return input[taken..];
        }

        if (used >= carried)
        {
            input = input[(used - carried)..];
            carried = 0;
            return input;
        }

        carry.AsSpan(used, carried - used).CopyTo(carry);
        carried -= used;
        return input;
    }

    /// <summary>Does one step. False when the window is too short; it is then shorter than <see cref="Lookahead"/>.</summary>
    private bool Advance(ReadOnlySpan<byte> window, out int used)
    {
        if (toCollect > 0)
        {
            used = (int)Math.Min(toCollect, window.Length);
            collected.AddRange(window[..used]);
            At += used;
            toCollect -= used;
            if (toCollect == 0)
            {
                OnCollected();
            }

            return true;
        }

        if (toSkip > 0)
        {
            if (!Skip(window, out used))
            {
                return false;
            }
        }
        else if (!Step(window, out used))
        {
            return false;
        }
        else
        {
            At += used;
        }

        if (toSkip == 0 && toCollect == 0 && !IsUnreadable)
        {
            OnBoundary();
        }

        return true;
    }

    private bool Skip(ReadOnlySpan<byte> window, out int used)
    {
        var region = (int)Math.Min(toSkip, window.Length);
        var found = region < markerOffset + marker.Length ? -1 : window[markerOffset..region].IndexOf(marker);
        if (found < 0)
        {
            // When the payload continues, its last bytes may be the start of a marker.
            used = region == toSkip ? region : region - markerOffset - marker.Length + 1;
            return used > 0 && Pass(used);
        }

        used = found;
        if (Header is not null && IsStart(window[found..]) is not false and var isStart)
        {
            if (isStart is null)
            {
                return found > 0 && Pass(found);
            }

            Pass(found);
            Resynchronise();
            return true;
        }

        used = found + 1;
        return Pass(used);
    }

    private bool Pass(int count)
    {
        At += count;
        toSkip -= count;
        return true;
    }

    private void Resynchronise()
    {
        if (!isLost)
        {
            OnDamage();
            Report(new SourceFact(SourceFactKind.Damage, At, Problem: "A cluster starts inside of a frame: bytes are missing, or the frame's size is wrong."));
        }

        isLost = false;
        toSkip = 0;
    }
}
