using System.Net.WebSockets;
using Kubrick.Contracts.Streams;
using Kubrick.Ingest.Events;
using Kubrick.Ingest.Protocol;
using Kubrick.Ingest.Sockets;
using Kubrick.ServiceDefaults.Errors;

namespace Kubrick.Ingest.Recorders;

/// <summary>
/// The stream of a connection and its phase in the protocol. The recorder's messages and the events of the stream change it concurrently, and each message about the stream
/// is sent under the lock that decides it.
/// </summary>
internal sealed partial class CurrentStream(SocketWriter output, ILogger logger)
{
    private readonly Lock gate = new();

    /// <summary>The stream that the connection publishes, or published last; null before the first.</summary>
    public RecorderStream? Stream { get; private set; }

    public RecorderPhase Phase { get; private set; }

    /// <summary>The connection publishes a stream from now on; returns the one before, which is over.</summary>
    public RecorderStream? Begin(RecorderStream started)
    {
        lock (gate)
        {
            var before = Stream;
            Stream = started;
            Phase = RecorderPhase.Live;
            return before;
        }
    }

    /// <summary>The recorder sent <c>stop</c>. False when the stream was over before, and needs no end.</summary>
    public bool TryStop(StopMessage message)
    {
        lock (gate)
        {
            var stopped = Stream!;
            stopped.IsStopWanted = true;
            stopped.Pauses = message.Pauses;
            if (Phase == RecorderPhase.Over)
            {
                if (stopped.Result is { } known)
                {
                    SendStopped(stopped, known);
                }

                return false;
            }

            stopped.IsStopped = true;
            Phase = RecorderPhase.Stopping;
            return true;
        }
    }

    /// <summary>The stream ended, or is ending, without the recorder.</summary>
    /// <param name="over">The stream.</param>
    /// <param name="isStop">Whether the recorder gets <c>stopped</c>, as if it had sent stop.</param>
    public void MarkOver(RecorderStream over, bool isStop)
    {
        lock (gate)
        {
            if (over == Stream && Phase == RecorderPhase.Live)
            {
                Phase = RecorderPhase.Over;
            }

            over.IsStopWanted |= isStop;
        }
    }

    /// <summary>Tells the recorder of troubles in a worker's report that it does not know, and that one is over.</summary>
    public void SendReport(RecorderStream running, StreamProgressed report)
    {
        lock (gate)
        {
            if (running != Stream || running.Result is not null)
            {
                return;
            }

            var news = running.Notices.Next(report);
            if (news.Recovered is { } code)
            {
                LogRecovered(running.RecordingId, code);
                output.Send(ServerMessages.Recovered(running.RecordingId, code));
            }

            foreach (var notice in news.Troubles)
            {
                SendError(running, notice);
            }
        }
    }

    /// <summary>Sends the recorder the result of its stream.</summary>
    public void SendResult(RecorderStream over, StreamResult result)
    {
        lock (gate)
        {
            if (over != Stream || over.Result is not null)
            {
                return;
            }

            over.Result = result;
            foreach (var notice in over.Notices.Next(result.Losses))
            {
                SendError(over, notice);
            }

            if (result.IsDeleted)
            {
                SendError(over, new SocketError(ErrorCodes.NotFound, "The recording was deleted."));
            }
            else if (result.IsFailed)
            {
                SendError(over, new SocketError(result.Code ?? ErrorCodes.ServerError, result.Reason ?? "The stream failed."));
            }

            if (over.IsStopWanted)
            {
                SendStopped(over, result);
            }

            Phase = over.IsStopped ? RecorderPhase.Idle : RecorderPhase.Over;
        }
    }

    /// <summary>Sends an error and closes the connection.</summary>
    public void Close(RecorderStream over, WebSocketCloseStatus status, SocketError error)
    {
        SendError(over, error);
        output.Close(status, error.Sentence);
    }

    private void SendError(RecorderStream over, SocketError error)
    {
        LogError(over.RecordingId, error.Code, error.Sentence);
        output.Send(ServerMessages.Error(error));
    }

    private void SendStopped(RecorderStream over, StreamResult result) => output.Send(ServerMessages.Stopped(
        over.RecordingId, result.Status ?? StreamStatuses.Error, result.DurationMs, result.SegmentsUploaded, result.BytesUploaded));

    [LoggerMessage(LogLevel.Information, "Error sent to the recorder: stream {RecordingId}, {Code}, {Sentence}")]
    private partial void LogError(string recordingId, string code, string sentence);

    [LoggerMessage(LogLevel.Information, "Recovery sent to the recorder: stream {RecordingId}, {Code}")]
    private partial void LogRecovered(string recordingId, string code);
}
