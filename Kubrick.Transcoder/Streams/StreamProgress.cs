using System.Collections.Immutable;
using System.Threading.Channels;
using Kubrick.Contracts.Streams;

namespace Kubrick.Transcoder.Streams;

/// <summary>What the <see cref="StreamProgressed"/> event reports of a stream. Safe for use by several tasks.</summary>
internal sealed class StreamProgress
{
    private const int MaxErrors = 10;

    private readonly Channel<bool> urgent = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Lock gate = new();
    private ImmutableList<string> errors = [];
    private long bytesReceived;
    private (long Segments, long Bytes) stored;
    private int failingOperations;
    private StreamProblem? problem;

    public StreamProgress() => Losses = new LossCounts(() => urgent.Writer.TryWrite(true));

    /// <summary>What could not be kept.</summary>
    public LossCounts Losses { get; }

    /// <summary>How many of the recorder's bytes were read.</summary>
    public long BytesReceived
    {
        get => Interlocked.Read(ref bytesReceived);
        set => Interlocked.Exchange(ref bytesReceived, value);
    }

    /// <summary>The stored segments, and the bytes of them and of initialisation sections.</summary>
    public (long Segments, long Bytes) Stored
    {
        get
        {
            lock (gate)
            {
                return stored;
            }
        }

        set
        {
            lock (gate)
            {
                stored = value;
            }
        }
    }

    /// <summary>The latest errors, newest first.</summary>
    public IReadOnlyList<string> Errors => errors;

    /// <summary>What the stream waits for; null for nothing.</summary>
    public StreamProblem? Problem
    {
        get
        {
            lock (gate)
            {
                return problem;
            }
        }
    }

    /// <summary>Readable when something changed that must be reported at once.</summary>
    public ChannelReader<bool> Urgent => urgent.Reader;

    /// <summary>Adds an error, unless it equals the newest one.</summary>
    public void AddError(string sentence) =>
        ImmutableInterlocked.Update(ref errors, (list, added) => list is [var newest, ..] && newest == added ? list : [added, .. list.Take(MaxErrors - 1)], sentence);

    /// <summary>A storage operation fails, and is retried.</summary>
    /// <param name="reason">Why, one sentence.</param>
    public void StorageFailed(string reason)
    {
        lock (gate)
        {
            failingOperations++;
            problem ??= new StreamProblem(
                StreamProblem.StorageUnavailable, $"The storage does not accept the stream at the moment. {reason} The server keeps what it receives, and tries again.");
        }

        urgent.Writer.TryWrite(true);
    }

    /// <summary>A storage operation that was failing has succeeded.</summary>
    public void StorageReturned()
    {
        lock (gate)
        {
            failingOperations--;
            problem = failingOperations > 0 ? problem : null;
        }

        urgent.Writer.TryWrite(true);
    }
}
