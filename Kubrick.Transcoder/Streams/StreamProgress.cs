using System.Collections.Immutable;

namespace Kubrick.Transcoder.Streams;

/// <summary>A stream's numbers while a worker has it.</summary>
internal sealed class StreamProgress
{
    private const int MostErrors = 10;

    private ImmutableList<string> errors = [];
    private long bytesReceived;

    /// <summary>The recorder's bytes that were read.</summary>
    public long BytesReceived
    {
        get => Interlocked.Read(ref bytesReceived);
        set => Interlocked.Exchange(ref bytesReceived, value);
    }

    /// <summary>What was complained of last, newest first.</summary>
    public IReadOnlyList<string> Errors => errors;

    /// <summary>Notes a complaint, once in a row.</summary>
    public void Complain(string sentence) =>
        ImmutableInterlocked.Update(ref errors, (list, added) => list is [var newest, ..] && newest == added ? list : [added, .. list.Take(MostErrors - 1)], sentence);
}
