using Kubrick.Contracts.Streams;
using Kubrick.Transcoder.Chunks;
using Kubrick.Transcoder.Containers;
using Kubrick.Transcoder.FFmpeg;
using Kubrick.Transcoder.Streams;

namespace Kubrick.Transcoder.Media;

/// <summary>
/// Decides which of the recorder's bytes FFmpeg gets: all of a container from its start, or its header and everything from the first place on that can be decoded.
/// </summary>
/// <param name="start">Where the run begins.</param>
/// <param name="maxPixels">The most pixels that a picture may have.</param>
internal sealed class SourceInput(MediaStart start, int maxPixels = int.MaxValue)
{
    private const int MostUnknownBytes = 64 << 10;
    private const int MostHeaderBytes = 4 << 20;
    private const int MostHeldBytes = 32 << 20;

    private readonly List<ReadOnlyMemory<byte>> unknown = [];
    private readonly List<Chunk> early = [];
    private HeldBytes held = new(start.Middle?.Header.Length ?? 0);
    private long unknownBytes;

    /// <summary>The container, once it is known.</summary>
    public SourceTracker? Tracker { get; private set; } = start.Middle is { } middle ? new SourceTracker(middle.Container, middle.Header, start.Position) : null;

    /// <summary>Whether FFmpeg gets what comes.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Where in the container that began.</summary>
    public long OpenedAt { get; private set; } = -1;

    /// <summary>The epoch of the container in the chunk log's headers.</summary>
    public int SourceEpoch { get; private set; } = start.Middle?.SourceEpoch ?? 0;

    /// <summary>Takes the next bytes, and answers what FFmpeg gets now; nothing before the container is known.</summary>
    /// <exception cref="StreamFailure">With <see cref="StreamErrorCodes.InvalidMedia"/>: this is nothing that can be played.</exception>
    public IEnumerable<ReadOnlyMemory<byte>> Take(Chunk chunk)
    {
        if (Tracker is null)
        {
            early.Add(chunk);
            unknown.Add(chunk.Bytes);
            unknownBytes += chunk.Bytes.Length;
            if (!Recognise(chunk))
            {
                return [];
            }

            var first = early.SelectMany(Track).ToList();
            early.Clear();
            unknown.Clear();
            return first;
        }

        return Track(chunk);
    }

    private List<ReadOnlyMemory<byte>> Track(Chunk chunk)
    {
        var skipped = chunk.Offset == start.Position.Offset ? start.Position.Skip : 0;
        var facts = Tracker!.Append(chunk, skipped);
        if (IsOpen)
        {
            return [chunk.Bytes];
        }

        held.Add(chunk.Bytes);
        return start.Middle is null ? OpenAtHeader() : OpenAtRestart(facts);
    }

    private List<ReadOnlyMemory<byte>> OpenAtHeader()
    {
        if (Tracker!.Header is null)
        {
            return Tracker.IsUnreadable || Tracker.Position > MostHeaderBytes
                ? throw Invalid("The recorder's header cannot be read.")
                : [];
        }

        if (Tracker.Header.Video is null && Tracker.Header.Audio is null)
        {
            throw Invalid("The recorder sent neither picture nor sound.");
        }

        if (Tracker.Header.Video is { } video && (long)video.Width * video.Height > maxPixels)
        {
            throw Invalid(FFmpegMessage.PictureTooLarge);
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
                held.ForgetBefore(fact.Offset);
            }
        }

        if (held.Length > MostHeldBytes)
        {
            held = new HeldBytes(Tracker!.Position);
        }

        return [];
    }

    private List<ReadOnlyMemory<byte>> Open(long offset, ReadOnlyMemory<byte> header)
    {
        IsOpen = true;
        OpenedAt = offset;
        List<ReadOnlyMemory<byte>> bytes = [.. held.TakeFrom(offset)];
        return header.Length > 0 ? [header, .. bytes] : bytes;
    }

    private bool Recognise(Chunk chunk)
    {
        if (unknownBytes == 0)
        {
            return false;
        }

        var begin = new byte[Math.Min(unknownBytes, ContainerSniffer.MaxBytes)];
        var length = 0;
        foreach (var piece in unknown)
        {
            var take = Math.Min(piece.Length, begin.Length - length);
            piece.Span[..take].CopyTo(begin.AsSpan(length));
            length += take;
        }

        switch (ContainerSniffer.Sniff(begin))
        {
            case ContainerKind.Undecided when unknownBytes < MostUnknownBytes:
                return false;
            case var container and (ContainerKind.Matroska or ContainerKind.Mp4):
                SourceEpoch = chunk.Header.Epoch;
                Tracker = new SourceTracker(container, default, start.Position);
                return true;
            default:
                throw Invalid("The recorder sent neither WebM nor MP4.");
        }
    }

    private static StreamFailure Invalid(string reason) => new(StreamErrorCodes.InvalidMedia, reason);
}
