using Kubrick.Contracts.Streams;
using Kubrick.Storage.Containers;
using Kubrick.Transcoder.Chunks;
using Kubrick.Transcoder.Containers;
using Kubrick.Transcoder.FFmpeg;
using Kubrick.Transcoder.Streams;

namespace Kubrick.Transcoder.Media;

/// <summary>
/// Selects the recorder's bytes that FFmpeg gets: a whole container from its start, or the container's header followed by everything from the first point that can be decoded.
/// </summary>
/// <param name="start">Where the run starts.</param>
/// <param name="maxPixels">The most pixels that the video may have.</param>
/// <param name="losses">Counts what cannot be used; null where nobody wants to know.</param>
internal sealed class SourceInput(MediaStart start, int maxPixels = int.MaxValue, SourceLosses? losses = null)
{
    private const int MaxUnknownBytes = 64 << 10;
    private const int MaxHeaderBytes = 4 << 20;
    private const int MaxBufferedBytes = 32 << 20;

    private readonly List<ChunkRecord> unknown = [];
    private ByteQueue buffered = new(start.Middle?.Header.Length ?? 0);
    private long unknownBytes;
    private volatile SourceTracker? tracker = start.Middle is { } middle ? new SourceTracker(middle.Container, middle.Header, start.Position) : null;

    /// <summary>The container, once its format is known. Safe to read from other threads.</summary>
    public SourceTracker? Tracker => tracker;

    /// <summary>Whether FFmpeg gets the bytes that arrive.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Where in the container FFmpeg's input starts; -1 before it does.</summary>
    public long OpenedAt { get; private set; } = -1;

    /// <summary>The container's epoch in the chunk log.</summary>
    public int SourceEpoch { get; private set; } = start.Middle?.SourceEpoch ?? 0;

    /// <summary>Takes the next bytes.</summary>
    /// <returns>What FFmpeg gets now; nothing until the format is known.</returns>
    /// <exception cref="StreamFailure">With <see cref="StreamErrorCodes.InvalidMedia"/>: the bytes cannot be played.</exception>
    public IEnumerable<ReadOnlyMemory<byte>> Take(ChunkRecord chunk)
    {
        if (Tracker is not null)
        {
            return Track(chunk);
        }

        unknown.Add(chunk);
        unknownBytes += chunk.Bytes.Length;
        if (!DetectFormat(chunk))
        {
            return [];
        }

        var first = unknown.SelectMany(Track).ToList();
        unknown.Clear();
        return first;
    }

    private List<ReadOnlyMemory<byte>> Track(ChunkRecord chunk)
    {
        var skipped = chunk.Offset == start.Position.Offset ? start.Position.Skip : 0;
        var facts = Tracker!.Append(chunk, skipped);
        losses?.Note(chunk, facts, Tracker.Header);
        if (IsOpen)
        {
            return [chunk.Bytes];
        }

        buffered.Add(chunk.Bytes);
        return start.Middle is null ? OpenAtHeader() : OpenAtRestart(facts);
    }

    private List<ReadOnlyMemory<byte>> OpenAtHeader()
    {
        if (Tracker!.Header is null)
        {
            return Tracker.IsUnreadable || Tracker.Position > MaxHeaderBytes
                ? throw Invalid("The recorder's header cannot be read.")
                : [];
        }

        if (Tracker.Header.Video is null && Tracker.Header.Audio is null)
        {
            throw Invalid("The recorder sent neither video nor audio.");
        }

        if (Tracker.Header.Video is { } video && (long)video.Width * video.Height > maxPixels)
        {
            throw Invalid(FFmpegMessage.VideoTooLarge);
        }

        return Open(0, default);
    }

    private List<ReadOnlyMemory<byte>> OpenAtRestart(IReadOnlyList<SourceFact> facts)
    {
        foreach (var fact in facts)
        {
            if (fact.Kind == SourceFactKind.Restart)
            {
                return Open(fact.Offset, start.Middle!.Header);
            }

            if (fact.Kind == SourceFactKind.Cluster)
            {
                buffered.DropBefore(fact.Offset);
            }
        }

        if (buffered.Length > MaxBufferedBytes)
        {
            buffered = new ByteQueue(Tracker!.Position);
            losses?.NoteOverflow();
        }

        return [];
    }

    private List<ReadOnlyMemory<byte>> Open(long offset, ReadOnlyMemory<byte> header)
    {
        IsOpen = true;
        OpenedAt = offset;
        List<ReadOnlyMemory<byte>> bytes = [.. buffered.TakeFrom(offset)];
        return header.Length > 0 ? [header, .. bytes] : bytes;
    }

    private bool DetectFormat(ChunkRecord chunk)
    {
        if (unknownBytes == 0)
        {
            return false;
        }

        var prefix = new byte[Math.Min(unknownBytes, ContainerSniffer.MaxBytes)];
        var length = 0;
        foreach (var piece in unknown)
        {
            var take = Math.Min(piece.Bytes.Length, prefix.Length - length);
            piece.Bytes.Span[..take].CopyTo(prefix.AsSpan(length));
            length += take;
        }

        switch (ContainerSniffer.Sniff(prefix))
        {
            case ContainerKind.Undecided when unknownBytes < MaxUnknownBytes:
                return false;
            case var container and (ContainerKind.Matroska or ContainerKind.Mp4):
                SourceEpoch = chunk.Header.Epoch;
                tracker = new SourceTracker(container, default, start.Position);
                return true;
            default:
                throw Invalid("The recorder sent neither WebM nor MP4.");
        }
    }

    private static StreamFailure Invalid(string reason) => new(StreamErrorCodes.InvalidMedia, reason);

    /// <summary>Bytes of a container that are buffered until it is known where FFmpeg's input starts.</summary>
    private sealed class ByteQueue(long start)
    {
        private readonly Queue<(long At, ReadOnlyMemory<byte> Bytes)> pieces = new();
        private long end = start;

        public long Length => pieces.TryPeek(out var first) ? end - first.At : 0;

        public void Add(ReadOnlyMemory<byte> bytes)
        {
            pieces.Enqueue((end, bytes));
            end += bytes.Length;
        }

        public void DropBefore(long offset)
        {
            while (pieces.TryPeek(out var first) && first.At + first.Bytes.Length <= offset)
            {
                pieces.Dequeue();
            }
        }

        public IEnumerable<ReadOnlyMemory<byte>> TakeFrom(long offset)
        {
            DropBefore(offset);
            while (pieces.TryDequeue(out var piece))
            {
                yield return piece.At < offset ? piece.Bytes[(int)(offset - piece.At)..] : piece.Bytes;
            }
        }
    }
}
