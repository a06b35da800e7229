using System.Collections.Immutable;

namespace Kubrick.Transcoder.Streams;

/// <summary>The numbers of a stream that the <see cref="Contracts.Streams.StreamProgressed"/> event reports. Safe for use by several tasks.</summary>
internal sealed class StreamProgress
{
    private const int MaxErrors = 10;

    private ImmutableList<string> errors = [];
    private long bytesReceived;

    /// <summary>How many of the recorder's bytes were read.</summary>
    public long BytesReceived
    {
        get => Interlocked.Read(ref bytesReceived);
        set => Interlocked.Exchange(ref bytesReceived, value);
    }

    /// <summary>The latest errors, newest first.</summary>
    public IReadOnlyList<string> Errors => errors;

    /// <summary>Adds an error, unless it equals the newest one.</summary>
    public void AddError(string sentence) =>
        ImmutableInterlocked.Update(ref errors, (list, added) => list is [var newest, ..] && newest == added ? list : [added, .. list.Take(MaxErrors - 1)], sentence);
}
