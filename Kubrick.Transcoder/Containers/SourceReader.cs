using System.Runtime.InteropServices;

namespace Kubrick.Transcoder.Containers;

/// <summary>
/// What both readers have in common: pieces of any size become whole elements, payloads are stepped over without a copy, and after damage it looks for
/// the next cluster or fragment. A payload is watched as well: where a cluster begins inside of it, its size was wrong or bytes are missing.
/// </summary>
/// <param name="marker">The four bytes by which a cluster or fragment is known.</param>
/// <param name="markerOffset">Where in a cluster or fragment they stand.</param>
internal abstract class SourceReader(byte[] marker, int markerOffset) : ISourceReader
{
    /// <summary>The largest header there may be: recorders write some hundred bytes.</summary>
    protected const int MaxHeaderBytes = 256 * 1024;

    /// <summary>The latest time there may be; what is later was never sent by a recorder, and would overflow somewhere.</summary>
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

    /// <inheritdoc/>
    public abstract ContainerKind Container { get; }

    /// <inheritdoc/>
    public SourceHeader? Header { get; private set; }

    /// <inheritdoc/>
    public bool IsUnreadable { get; private set; }

    /// <inheritdoc/>
    public long Position { get; private set; }

    /// <summary>Where the next step's first byte stands.</summary>
    protected long At { get; private set; }

    /// <summary>The bytes collected so far.</summary>
    protected ReadOnlySpan<byte> Collected => CollectionsMarshal.AsSpan(collected);

    /// <inheritdoc/>
    public IReadOnlyList<SourceFact> Append(ReadOnlyMemory<byte> bytes)
    {
        facts.Clear();
        var input = bytes.Span;
        Position += input.Length;
        while (!input.IsEmpty && !IsUnreadable)
        {
            input = carried == 0 ? TakeDirectly(input) : TakeOverCarry(input);
        }

        return facts;
    }

    /// <summary>Reads one element's start at <see cref="At"/>.</summary>
    /// <param name="window">The bytes from there on, as far as they are known.</param>
    /// <param name="used">How many were read.</param>
    /// <returns>False where more are needed; never with <c>Lookahead</c> bytes or more.</returns>
    protected abstract bool Step(ReadOnlySpan<byte> window, out int used);

    /// <summary>Whether a cluster or fragment begins with these bytes; null where more are needed.</summary>
    protected abstract bool? IsStart(ReadOnlySpan<byte> window);

    /// <summary>What was asked for by <see cref="Collect"/> is in <see cref="Collected"/>.</summary>
    protected virtual void OnCollected()
    {
    }

    /// <summary>An element, its payload included, has been passed.</summary>
    protected virtual void OnBoundary()
    {
    }

    /// <summary>Whatever was being read is given up: a cluster begins anew, or the reader is lost.</summary>
    protected virtual void OnDamage()
    {
    }

    /// <summary>Tells a fact.</summary>
    protected void Tell(in SourceFact fact) => facts.Add(fact);

    /// <summary>Steps over bytes, once the current step is done.</summary>
    protected void SkipNext(long count) => toSkip = count;

    /// <summary>Collects bytes from <see cref="At"/> on, behind those collected before.</summary>
    protected void Collect(long count) => toCollect = count;

    /// <summary>Forgets the bytes collected so far.</summary>
    protected void ForgetCollected() => collected.Clear();

    /// <summary>The header is complete.</summary>
    protected void Complete(SourceHeader header)
    {
        Header = header;
        Tell(new SourceFact(SourceFactKind.Header, 0));
        ForgetCollected();
    }

    /// <summary>The header cannot be read.</summary>
    protected void GiveUp(string problem)
    {
        IsUnreadable = true;
        ForgetCollected();
        Tell(new SourceFact(SourceFactKind.Damage, At, Problem: problem));
    }

    /// <summary>The bytes at <see cref="At"/> are not what they should be: look for the next cluster or fragment.</summary>
    protected void Lose(string problem)
    {
        OnDamage();
        isLost = true;
        toSkip = long.MaxValue;
        Tell(new SourceFact(SourceFactKind.Damage, At, Problem: problem));
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

    private ReadOnlySpan<byte> TakeOverCarry(ReadOnlySpan<byte> input)
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

    /// <summary>Does one step. False where the window does not suffice; it is then shorter than <see cref="Lookahead"/>.</summary>
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
            // Where the payload goes on, its last bytes may be the beginning of a marker.
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
            Find();
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

    private void Find()
    {
        if (!isLost)
        {
            OnDamage();
            Tell(new SourceFact(SourceFactKind.Damage, At, Problem: "A frame holds the start of what follows it: bytes are missing, or its size is wrong."));
        }

        isLost = false;
        toSkip = 0;
    }
}
