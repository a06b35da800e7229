using Kubrick.Contracts.Processing;
using Kubrick.Storage;
using Kubrick.Transcoder.Originals;
using Kubrick.Transcoder.Previews;

namespace Kubrick.Transcoder.Processing;

/// <summary>Makes and stores everything that is derived from one original. It can be repeated: the same files are made again, under the same keys.</summary>
internal sealed class ProcessingJob(
    ScratchFolder scratch, OriginalDownload download, PreviewMaker previews, StoragePlaces places, StorageKeys keys)
{
    // The original, the seekable copy, and the parts of several containers; pictures are small.
    private const int SizesOfOriginal = 3;
    private const long Pictures = 64 << 20;

    /// <summary>Processes a recording.</summary>
    /// <param name="ticket">The recording.</param>
    /// <param name="report">Called when something that people wait for is stored, with everything that is known so far.</param>
    /// <param name="cancellationToken">Cancels; what is stored already stays, and is made again by the next worker.</param>
    /// <exception cref="ProcessingFailure">It cannot be processed, whoever tries.</exception>
    public async Task<ProcessingFindings> RunAsync(ProcessingTicket ticket, Func<ProcessingFindings, Task> report, CancellationToken cancellationToken)
    {
        if (places.Find(ticket.Provider, ticket.Bucket) is not { } place)
        {
            throw new ProcessingFailure(ProcessingErrorCodes.Failed, "The recording is stored in a storage that the workers cannot reach.");
        }

        var sizes = ticket.WantsMp4 ? SizesOfOriginal + 1 : SizesOfOriginal;
        using var space = await TakeSpaceAsync(ticket, place, (ticket.FileBytes * sizes) + Pictures, cancellationToken);
        var original = space.File("original");
        var findings = await download.FetchAsync(ticket, place.Reader, original, cancellationToken);
        await report(findings);

        var copy = await previews.CopyAsync(original, space.Path, cancellationToken) switch
        {
            CopyOutcome.Made made => made.Copy,
            // Players may well play it: the limit is this service's own.
            CopyOutcome.Undecodable { Reason: Original.VideoTooLarge } => throw new ProcessingFailure(ProcessingErrorCodes.TooLarge, Original.VideoTooLarge),
            CopyOutcome.Undecodable undecodable => throw new ProcessingFailure(ProcessingErrorCodes.Undecodable, undecodable.Reason),
            _ => throw new InvalidOperationException("An unknown outcome."),
        };
        var facts = copy.Facts;
        findings = findings with { Media = new Contracts.Processing.MediaFacts(facts.Duration, facts.Width, facts.Height, facts.VideoCodec, facts.AudioCodec) };
        var seekable = await StoreAsync(DerivedKinds.Seekable, copy.File, findings.Sha256!);
        // Now the recording can be searched: nobody waits for the rest.
        await report(findings);
        if (ticket.WantsThumbnail && await previews.MakeThumbnailAsync(copy, space.Path, cancellationToken) is { } thumbnail)
        {
            var stored = await DerivedStorage.StoreAsync(place, DerivedKinds.Thumbnail, keys.Thumbnail(ticket.RecordingId), thumbnail.Path, thumbnail.MimeType, seekable.Sha256, cancellationToken);
            findings = findings with { Files = [.. findings.Files, stored] };
            await report(findings);
        }

        foreach (var file in await previews.MakeStoryboardAsync(copy, space.Path, cancellationToken))
        {
            await StoreAsync(file.Name == PreviewNames.StoryboardIndex ? DerivedKinds.Storyboard : DerivedKinds.Sprite, file, seekable.Sha256);
        }

        if (await previews.MakeWaveformAsync(copy, space.Path, cancellationToken) is { } waveform)
        {
            await StoreAsync(DerivedKinds.Waveform, waveform, seekable.Sha256);
        }

        if (ticket.WantsMp4)
        {
            await report(findings);
            await StoreAsync(DerivedKinds.Mp4, await previews.MakeMp4Async(copy, space.Path, cancellationToken), seekable.Sha256);
        }

        return findings;

        async Task<DerivedFile> StoreAsync(string kind, MadeFile file, string parent)
        {
            var stored = await DerivedStorage.StoreAsync(place, kind, keys.Preview(ticket.RecordingId, file.Name), file.Path, file.MimeType, parent, cancellationToken);
            findings = findings with { Files = [.. findings.Files, stored] };
            return stored;
        }
    }

    /// <summary>Whether the recording's storage answers, so that a failure to read the original is not an outage.</summary>
    public async Task<bool> AnswersAsync(ProcessingTicket ticket, CancellationToken cancellationToken)
    {
        try
        {
            return places.Find(ticket.Provider, ticket.Bucket) is { } place && await place.Reader.FindAsync(ticket.StorageKey, cancellationToken) is not null;
        }
        catch (Exception exception) when (exception is StorageException or HttpRequestException or IOException)
        {
            return false;
        }
    }

    /// <summary>Takes the room for a recording. Of one that will never have any, at least the hash is known: what waits for its comparison waits no longer.</summary>
    private async Task<ScratchSpace> TakeSpaceAsync(ProcessingTicket ticket, StoragePlace place, long bytes, CancellationToken cancellationToken)
    {
        try
        {
            return await scratch.TakeAsync(bytes, cancellationToken);
        }
        catch (ProcessingFailure tooLarge)
        {
            throw new ProcessingFailure(tooLarge.Code, tooLarge.Message) { Findings = await download.HashAsync(ticket, place.Reader, cancellationToken) };
        }
    }
}
