using System.Runtime.ExceptionServices;
using Kubrick.Contracts.Streams;
using Kubrick.Playback.Live;
using Kubrick.Playback.Playlists;
using Kubrick.Playback.Tickets;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Settings;
using Kubrick.Storage;
using Microsoft.Extensions.Options;

namespace Kubrick.Playback.Hls;

/// <summary>Finds the playlist for a player: that of the live window, or the stored one.</summary>
internal sealed partial class PlaylistLookup(
    LiveStreams streams,
    StoredPlaylistReader playlists,
    StreamTicketCache tickets,
    SettledRecordings recordings,
    StorageLocation location,
    PlaybackMetrics metrics,
    IOptions<PlaybackOptions> options,
    IOptions<LiveStreamingOptions> liveStreaming,
    ILogger<PlaylistLookup> logger)
{
    /// <summary>The playlist, or the error that says why there is none.</summary>
    /// <param name="recordingId">The recording.</param>
    /// <param name="reload">What the playlist must contain; null for the newest playlist.</param>
    /// <param name="cancellationToken">Cancelled when the player disconnects.</param>
    public Task<IResult> FindAsync(string recordingId, BlockingReload? reload, CancellationToken cancellationToken)
    {
        if (!liveStreaming.Value.Enabled)
        {
            return FindStoredAsync(recordingId, cancellationToken);
        }

        return streams.Find(recordingId) is { } stream
            ? FindLiveAsync(stream, reload, cancellationToken)
            : FindUnattachedAsync(recordingId, reload, cancellationToken);
    }

    private async Task<IResult> FindStoredAsync(string recordingId, CancellationToken cancellationToken)
    {
        if (await playlists.FindAsync(recordingId, mustExist: false, cancellationToken) is { } stored)
        {
            return await EndedAsync(recordingId, stored, cancellationToken);
        }

        var answer = await tickets.FindAsync(recordingId, cancellationToken);
        if (answer.IsElsewhere(location))
        {
            return await FindElsewhereAsync(answer.Ticket!, cancellationToken);
        }

        return answer.Refusal ?? (answer.IsUnavailable ? HlsErrors.TimedOut() : HlsErrors.NothingStored(recordingId));
    }

    private async Task<IResult> FindUnattachedAsync(string recordingId, BlockingReload? reload, CancellationToken cancellationToken)
    {
        var (stored, failure) = await ReadStoredAsync(recordingId, cancellationToken);
        if (stored is { IsFinal: true } && reload is null)
        {
            return await FinalAsync(recordingId, stored, cancellationToken);
        }

        var ticket = stored is null ? await tickets.FindAsync(recordingId, cancellationToken) : StreamTicketAnswer.Unavailable;
        if (ticket.Refusal is { } refusal)
        {
            return refusal;
        }

        if (ticket.IsElsewhere(location))
        {
            return await FindElsewhereAsync(ticket.Ticket!, cancellationToken);
        }

        if (!streams.HasRoomFor(recordingId))
        {
            return HlsErrors.TooManyStreams();
        }

        var (stream, attached) = await streams.AttachAsync(recordingId, cancellationToken);
        if (stream is not null)
        {
            return await FindLiveAsync(stream, reload, cancellationToken);
        }

        return (attached, stored) switch
        {
            // The stored playlist of a running stream is old and has no parts, unless it is MPEG-TS.
            (AttachResult.TimedOut, not { IsFinal: true } and not { IsTransportStream: true }) => HlsErrors.Initializing(),
            (_, { } playlist) => await EndedAsync(recordingId, playlist, cancellationToken),
            _ => NothingToPlay(recordingId, ticket, failure),
        };
    }

    /// <summary>The playlist of a stream that does not run here: of the first system, or in another storage.</summary>
    private async Task<IResult> FindElsewhereAsync(StreamTicket ticket, CancellationToken cancellationToken) =>
        await playlists.ReadAsync(ticket, cancellationToken) is { } stored
            ? new PlaylistResponse((IsReady(ticket) ? StoredPlaylistReader.WithEnd(stored) : stored).Text)
            : HlsErrors.NothingStored(ticket.RecordingId);

    /// <summary>The playlist of a whole stream. One that was stored a moment ago is answered once the recording says that the stream is over.</summary>
    private async Task<IResult> FinalAsync(string recordingId, PlaylistSnapshot playlist, CancellationToken cancellationToken)
    {
        if (!recordings.IsSettled(recordingId))
        {
            if (await playlists.IsNewAsync(recordingId, cancellationToken))
            {
                await recordings.WaitForViewerAsync(recordingId, cancellationToken);
            }
            else
            {
                recordings.Note(recordingId);
            }
        }

        return new PlaylistResponse(playlist.Text);
    }

    /// <summary>A playlist of a stream that does not run. The recording says whether it is whole.</summary>
    private async Task<IResult> EndedAsync(string recordingId, PlaylistSnapshot playlist, CancellationToken cancellationToken) =>
        !playlist.IsFinal && (await tickets.FindAsync(recordingId, cancellationToken)).Ticket is { } ticket && IsReady(ticket)
            ? new PlaylistResponse(StoredPlaylistReader.WithEnd(playlist).Text)
            : new PlaylistResponse(playlist.Text);

    private static bool IsReady(StreamTicket ticket) => ticket.Status == "ready";

    private static ApiErrorResult NothingToPlay(string recordingId, StreamTicketAnswer ticket, StorageException? failure)
    {
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        return ticket.IsUnavailable || ticket.MayStillRun ? HlsErrors.Initializing() : HlsErrors.NothingStored(recordingId);
    }

    private async Task<IResult> FindLiveAsync(LiveStream stream, BlockingReload? reload, CancellationToken cancellationToken)
    {
        var view = stream.View;
        if (view.Window.IsEnded && (reload is null || !IsPlayable(view)))
        {
            return await FindEndedAsync(stream.RecordingId, view, cancellationToken);
        }

        stream.Touch();
        if (!IsPlayable(view))
        {
            return await FindUnplayableAsync(stream.RecordingId, cancellationToken);
        }

        return reload is null ? Live(view) : await FindReloadAsync(stream, view, reload, cancellationToken);
    }

    /// <summary>A new viewer of an ended stream gets the whole stream, and does not keep the window in memory.</summary>
    private async Task<IResult> FindEndedAsync(string recordingId, LiveView view, CancellationToken cancellationToken) =>
        await TryFindStoredAsync(recordingId, mustExist: true, cancellationToken) is { IsFinal: true } whole ? new PlaylistResponse(whole.Text) : Live(view);

    /// <summary>An MPEG-TS stream has no parts and plays by its stored playlist. Any other stored playlist would take players back in time.</summary>
    private async Task<IResult> FindUnplayableAsync(string recordingId, CancellationToken cancellationToken) =>
        await TryFindStoredAsync(recordingId, mustExist: false, cancellationToken) switch
        {
            { IsFinal: true } stored => await FinalAsync(recordingId, stored, cancellationToken),
            { IsTransportStream: true } stored => new PlaylistResponse(stored.Text),
            _ => HlsErrors.Initializing(),
        };

    private async Task<IResult> FindReloadAsync(LiveStream stream, LiveView view, BlockingReload reload, CancellationToken cancellationToken)
    {
        var isReady = reload.IsSatisfiedBy(view.Window);
        if (!isReady && reload.IsTooFarAhead(view.Newest, view.PartTarget) && reload.IsTooFarAhead(view.Window, view.PartTarget))
        {
            return stream.IsCurrent ? HlsErrors.TooFarAhead() : HlsErrors.TimedOut();
        }

        metrics.Reloaded(hasWaited: !isReady);
        return await stream.WaitAsync(seen => reload.IsSatisfiedBy(seen.Window), cancellationToken) is { } reached ? Live(reached) : HlsErrors.TimedOut();
    }

    private IResult Live(LiveView view) => IsPlayable(view) ? new PlaylistResponse(view.Playlist) : HlsErrors.Initializing();

    private bool IsPlayable(LiveView view) => view.IsPlayable(options.Value.PlayableSegments);

    /// <summary>A running stream plays without the storage, so a failure is kept until it is certain that the stream does not run.</summary>
    private async Task<(PlaylistSnapshot? Playlist, StorageException? Failure)> ReadStoredAsync(string recordingId, CancellationToken cancellationToken)
    {
        try
        {
            return (await playlists.FindAsync(recordingId, mustExist: false, cancellationToken), null);
        }
        catch (StorageException exception)
        {
            return (null, exception);
        }
    }

    private async Task<PlaylistSnapshot?> TryFindStoredAsync(string recordingId, bool mustExist, CancellationToken cancellationToken)
    {
        try
        {
            return await playlists.FindAsync(recordingId, mustExist, cancellationToken);
        }
        catch (StorageException exception)
        {
            LogStorageFailed(recordingId, exception);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Stored playlist unreadable: {RecordingId}")]
    private partial void LogStorageFailed(string recordingId, Exception exception);
}
