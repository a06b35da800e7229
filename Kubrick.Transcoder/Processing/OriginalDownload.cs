using System.Security.Cryptography;
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
    /// <returns>Its SHA-256 in lower-case hex.</returns>
    /// <exception cref="ProcessingFailure">It is not there, or is not what was uploaded.</exception>
    /// <exception cref="StorageException">The storage failed.</exception>
    /// <exception cref="IOException">The connection broke too often, or the disk is full.</exception>
    public async Task<string> FetchAsync(ProcessingTicket ticket, IObjectReader reader, string path, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0, useAsync: true);
        for (var look = 1; ; look++)
        {
            try
            {
                return await FetchAsync(ticket, reader, file, cancellationToken);
            }
            catch (ProcessingFailure doubtful) when (look < Looks)
            {
                LogDoubtful(ticket.RecordingId, look, doubtful.Message);
            }

            await Task.Delay(LookDelay * look, time, cancellationToken);
            file.SetLength(0);
        }
    }

    private async Task<string> FetchAsync(ProcessingTicket ticket, IObjectReader reader, FileStream file, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var breaks = 0; ; breaks++)
        {
            try
            {
                await CopyAsync(ticket, reader, file, hash, cancellationToken);
                break;
            }
            catch (Exception exception) when (exception is StorageException { Error: StorageError.Unavailable } or HttpRequestException or EndOfStreamException && breaks < MaxBreaks)
            {
                LogBroken(ticket.RecordingId, file.Length, exception);
                await Task.Delay(RetryDelay, time, cancellationToken);
            }
        }

        if (file.Length != ticket.FileBytes)
        {
            throw new ProcessingFailure(ProcessingErrorCodes.Different, $"The stored video has {file.Length} bytes, and {ticket.FileBytes} were uploaded.");
        }

        var actual = Convert.ToHexStringLower(hash.GetHashAndReset());
        return ticket.Sha256 is not { } claimed || claimed == actual
            ? actual
            : throw new ProcessingFailure(ProcessingErrorCodes.Different, "The stored video differs from what was recorded: its SHA-256 is another.");
    }

    private static async Task CopyAsync(ProcessingTicket ticket, IObjectReader reader, FileStream file, IncrementalHash hash, CancellationToken cancellationToken)
    {
        if (file.Length >= ticket.FileBytes)
        {
            return;
        }

        await using var source = await reader.OpenReadAsync(ticket.StorageKey, file.Length, null, cancellationToken)
            ?? throw new ProcessingFailure(ProcessingErrorCodes.Missing, "The video is not in the storage any more.");
        var buffer = new byte[BufferSize];
        while (file.Length <= ticket.FileBytes)
        {
            var read = await ReadAsync(source, buffer, cancellationToken);
            if (read == 0)
            {
                return;
            }

            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            hash.AppendData(buffer, 0, read);
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
