using System.Security.Cryptography;
using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Storage;
using Kubrick.Transcoder.Checkpoints;
using Kubrick.Transcoder.Chunks;
using Kubrick.Transcoder.Containers;
using Kubrick.Transcoder.Streams;

namespace Kubrick.Transcoder.Archive;

/// <summary>
/// Stores the recorder's own bytes while they come: all frames, in order, byte for byte, whatever they are. It reads the chunk log by itself and from its
/// start, so that a slow storage does not hold viewers up, and so that the hash is over all bytes also after another worker's death. Parts are cut at the
/// same places each time: what another worker stored is passed over.
/// </summary>
internal sealed class ArchiveWriter(
    TranscodeStream job,
    ChunkReader chunks,
    ArchiveStorage storage,
    CheckpointKeeper checkpoint,
    StreamProgress progress,
    StreamActivity activity,
    Func<Task> onFirstBytes) : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<UploadedPart> parts = [];
    private byte[] buffer = new byte[64 << 10];
    private int buffered;
    private long total;
    private ArchiveUpload? upload;

    /// <summary>Reads up to the log's end, and completes the object.</summary>
    /// <exception cref="StreamFailure">The storage failed for too long.</exception>
    public async Task<ArchiveResult> RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var chunk in chunks.ReadAsync(job.RecordingId, ChunkPosition.First, cancellationToken))
        {
            activity.Saw(chunk);
            switch (chunk.Header.Kind)
            {
                case ChunkKind.Data:
                    await AppendAsync(chunk.Bytes, cancellationToken);
                    break;
                case ChunkKind.End when chunk.Header.Reason == StreamEndReason.Deleted:
                    return new ArchiveResult(StreamEndReason.Deleted, null);
                case ChunkKind.End:
                    return new ArchiveResult(chunk.Header.Reason ?? StreamEndReason.Closed, await CompleteAsync(cancellationToken));
                default:
                    break;
            }
        }

        throw new StreamLogs.LogLostException("The chunk log ended without an end.");
    }

    /// <inheritdoc/>
    public void Dispose() => hash.Dispose();

    private async Task AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var isFirst = total == 0 && bytes.Length > 0;
        total += bytes.Length;
        progress.BytesReceived = total;
        hash.AppendData(bytes.Span);
        while (bytes.Length > 0)
        {
            if (upload is null && buffered >= ContainerSniffer.MaxBytes)
            {
                upload = await OpenAsync(cancellationToken);
            }

            // Until it is known what the bytes are, only so many are held back.
            var most = upload is null ? ContainerSniffer.MaxBytes : upload.Session.PartSize;
            var take = (int)Math.Min(bytes.Length, most - buffered);
            Hold(bytes.Span[..take]);
            bytes = bytes[take..];
            if (upload is not null && buffered == most)
            {
                await PutPartAsync(cancellationToken);
            }
        }

        if (isFirst)
        {
            await onFirstBytes();
        }
    }

    private void Hold(ReadOnlySpan<byte> bytes)
    {
        if (buffered + bytes.Length > buffer.Length)
        {
            var larger = (int)Math.Min(Math.Max(buffer.Length * 2L, buffered + bytes.Length), Math.Max(upload?.Session.PartSize ?? 0, buffered + bytes.Length));
            Array.Resize(ref buffer, larger);
        }

        bytes.CopyTo(buffer.AsSpan(buffered));
        buffered += bytes.Length;
    }

    private async Task<StreamArchive?> CompleteAsync(CancellationToken cancellationToken)
    {
        if (total == 0)
        {
            return null;
        }

        upload ??= await OpenAsync(cancellationToken);
        if (buffered > 0)
        {
            await PutPartAsync(cancellationToken);
        }

        await storage.CompleteAsync(job.RecordingId, upload, parts, total, progress, cancellationToken);
        return new StreamArchive(
            upload.Session.Key, storage.Location.Provider, storage.Location.Bucket, upload.Session.ContentType, total, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private async Task PutPartAsync(CancellationToken cancellationToken)
    {
        var number = parts.Count + 1;
        parts.Add(await storage.PutPartAsync(job.RecordingId, upload!, number, buffer.AsMemory(0, buffered), progress, cancellationToken));
        buffered = 0;
    }

    private Task<ArchiveUpload> OpenAsync(CancellationToken cancellationToken)
    {
        var contentType = ContainerSniffer.Sniff(buffer.AsSpan(0, buffered)) == ContainerKind.Mp4 ? "video/mp4" : "video/webm";
        return storage.OpenAsync(job, contentType, checkpoint, progress, cancellationToken);
    }
}
