using Kubrick.Contracts.Streams;
using Kubrick.Ingest.Events;
using Kubrick.Ingest.Publishing;

namespace Kubrick.Ingest.Recorders;

/// <summary>The recording that a connection publishes, or published last.</summary>
internal sealed class RecorderStream(StreamTicket ticket, StreamPublisher publisher, ResultWatch watch) : IDisposable
{
    public string RecordingId => ticket.RecordingId;

    public StreamTicket Ticket => ticket;

    public StreamPublisher Publisher => publisher;

    public ResultWatch Watch => watch;

    /// <summary>Cancelled when the client is gone.</summary>
    public CancellationTokenSource Left { get; } = new();

    /// <summary>Ends the stream when no media arrives.</summary>
    public ITimer? FirstMedia { get; set; }

    /// <summary>Whether the recorder gets <c>stopped</c>.</summary>
    public bool IsStopWanted { get; set; }

    /// <summary>Whether the recorder itself sent stop.</summary>
    public bool IsStopped { get; set; }

    /// <summary>The pauses that the recorder reported with its stop; null where it reported none.</summary>
    public StreamPauses? Pauses { get; set; }

    /// <summary>What the recorder was told of the stream's troubles.</summary>
    public RecorderNotices Notices { get; } = new();

    /// <summary>How the stream ended; null while that is not known.</summary>
    public StreamResult? Result { get; set; }

    public void Dispose()
    {
        FirstMedia?.Dispose();
        watch.Dispose();
        publisher.Dispose();
        Left.Dispose();
    }
}
