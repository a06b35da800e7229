using Kubrick.Contracts.Processing;
using Kubrick.Storage;

namespace Kubrick.Transcoder.Processing;

/// <summary>
/// Fetches an original from the storage into a file and computes its SHA-256 on the way. Memory stays flat; a broken connection is continued where it broke. That an original is
/// missing or another one is said only after several looks: a storage may answer wrongly once, and a recording loses its <c>ready</c> by it.
/// </summary>
internal sealed partial class OriginalDownload(TimeProvider time, ILogger<OriginalDownload> logger)
{
    private const int BufferSize = 1 << 20;
    private const int MaxBreaks = 5;
    private const int Looks = 3;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookDelay = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StallTimeout = TimeSpan.FromMinutes(1);

    /// <summary>Fetches it.</summary>
    /// <param name="ticket">The recording.</param>
    /// <param name="reader">Reads the storage where it lies.</param>
    /// <param name="path">The file, which must not exist.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Its size and its hashes.</returns>
    /// <exception cref="ProcessingFailure">It is not there, or is not what was uploaded; then with the size and the hash of what is stored.</exception>
    /// <exception cref="StorageException">The storage failed.</exception>
    /// <exception cref="IOException">The connection broke too often, or the disk is full.</exception>
    public async Task<ProcessingFindings> FetchAsync(ProcessingTicket ticket, IObjectReader reader, string path, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0, useAsync: true);
        return await ReadAsync(ticket, reader, file, cancellationToken);
    }

    /// <summary>Reads it as <see cref="FetchAsync"/> does, and keeps nothing of it.</summary>
    /// <param name="ticket">The recording.</param>
    /// <param name="reader">Reads the storage where it lies.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Its size and its hashes.</returns>
    /// <exception cref="ProcessingFailure">It is not there, or is not what was uploaded; then with the size and the hash of what is stored.</exception>
    /// <exception cref="StorageException">The storage failed.</exception>
    /// <exception cref="IOException">The connection broke too often.</exception>
    public Task<ProcessingFindings> HashAsync(ProcessingTicket ticket, IObjectReader reader, CancellationToken cancellationToken) =>
        ReadAsync(ticket, reader, Stream.Null, cancellationToken);

    private async Task<ProcessingFindings> ReadAsync(ProcessingTicket ticket, IObjectReader reader, Stream file, CancellationToken cancellationToken)
    {
        for (var look = 1; ; look++)
        {
            try
            {
                return await ReadOnceAsync(ticket, reader, file, cancellationToken);
            }
            catch (ProcessingFailure doubtful) when (look < Looks)
            {
                LogDoubtful(ticket.RecordingId, look, doubtful.Message);
            }

            await Task.Delay(LookDelay * look, time, cancellationToken);
            file.SetLength(0);
        }
    }

    private async Task<ProcessingFindings> ReadOnceAsync(ProcessingTicket ticket, IObjectReader reader, Stream file, CancellationToken cancellationToken)
    {
        using var original = new OriginalFile(file, ticket);
        for (var breaks = 0; ; breaks++)
        {
            try
            {
                await CopyAsync(ticket, reader, original, cancellationToken);
                break;
            }
            catch (Exception exception) when (exception is StorageException { Error: StorageError.Unavailable } or HttpRequestException or EndOfStreamException && breaks < MaxBreaks)
            {
                LogBroken(ticket.RecordingId, original.Length, exception);
                await Task.Delay(RetryDelay, time, cancellationToken);
            }
        }

        var found = original.Describe();
        if (original.IsAnnounced(found.Sha256!))
        {
            return found;
        }

        var difference = original.Length == ticket.FileBytes
            ? "The stored video differs from what was recorded: its SHA-256 is another."
            : $"The stored video has {original.Length} bytes, and {ticket.FileBytes} were uploaded.";
        throw new ProcessingFailure(ProcessingErrorCodes.Different, difference) { Findings = found };
    }

    private static async Task CopyAsync(ProcessingTicket ticket, IObjectReader reader, OriginalFile original, CancellationToken cancellationToken)
    {
        // A connection may break after the last byte, from where nothing can be read.
        if (original.Length > 0 && await reader.FindAsync(ticket.StorageKey, cancellationToken) is { } stored && stored.Length <= original.Length)
        {
            return;
        }

        await using var source = await reader.OpenReadAsync(ticket.StorageKey, original.Length, null, cancellationToken)
            ?? throw new ProcessingFailure(ProcessingErrorCodes.Missing, "The video is not in the storage any more.");
        var buffer = new byte[BufferSize];
        while (await ReadAsync(source, buffer, cancellationToken) is > 0 and var read)
        {
            await original.AppendAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }

    // An error of the disk must not look like one of the connection. A connection that says nothing any more is broken, too.
    private static async Task<int> ReadAsync(Stream source, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stall.CancelAfter(StallTimeout);
        try
        {
            return await source.ReadAsync(buffer, stall.Token);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new EndOfStreamException("The connection to the storage broke.", exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Original of {RecordingId} is fetched again after look {Look}: {Reason}")]
    private partial void LogDoubtful(string recordingId, int look, string reason);

    [LoggerMessage(LogLevel.Information, "Download of {RecordingId} broke after {Bytes} bytes, continued")]
    private partial void LogBroken(string recordingId, long bytes, Exception exception);
}
