using Kubrick.Contracts.Streams;
using Kubrick.Ingest.Outcomes;
using Kubrick.Ingest.Publishing;

namespace Kubrick.Ingest.Sockets;

/// <summary>The recording that a connection publishes, or published last.</summary>
internal sealed class RecorderStream(StreamTicket ticket, StreamPublisher publisher, OutcomeWatch watch) : IDisposable
{
    public string RecordingId => ticket.RecordingId;

    public StreamTicket Ticket => ticket;

    public StreamPublisher Publisher => publisher;

    public OutcomeWatch Watch => watch;

    /// <summary>Cancelled when nobody is there any more to be told of it.</summary>
    public CancellationTokenSource Left { get; } = new();

    /// <summary>Ends the stream where no byte comes.</summary>
    public ITimer? FirstMedia { get; set; }

    /// <summary>Whether the recorder is to be told <c>stopped</c>.</summary>
    public bool IsStopWanted { get; set; }

    /// <summary>Whether the recorder itself said stop.</summary>
    public bool IsStopped { get; set; }

    /// <summary>How it came out; null while that is not known.</summary>
    public StreamOutcome? Outcome { get; set; }

    public void Dispose()
    {
        FirstMedia?.Dispose();
        watch.Dispose();
        publisher.Dispose();
        Left.Dispose();
    }
}
