using System.Runtime.ExceptionServices;
using Kubrick.Playback.Live;
using Kubrick.Playback.Playlists;
using Kubrick.Playback.Tickets;
using Kubrick.ServiceDefaults.Settings;
using Kubrick.Storage;
using Microsoft.Extensions.Options;

namespace Kubrick.Playback.Hls;

/// <summary>Finds the playlist that a player gets: that of the live window, or the stored one.</summary>
internal sealed partial class Manifests(
    LiveStreams streams,
    StoredPlaylists stored,
    StreamTicketClient tickets,
    PlaybackMetrics metrics,
    IOptions<PlaybackOptions> options,
    IOptions<LiveStreamingOptions> liveStreaming,
    ILogger<Manifests> logger)
{
    /// <summary>The playlist, or why there is none.</summary>
    /// <param name="recordingId">The recording.</param>
    /// <param name="reload">What the playlist must hold already; null for the newest there is.</param>
    /// <param name="cancellationToken">The player went.</param>
    public async Task<IResult> FindAsync(string recordingId, Reload? reload, CancellationToken cancellationToken)
    {
        if (!liveStreaming.Value.Enabled)
        {
            if (await stored.FindAsync(recordingId, mustBeThere: false, cancellationToken) is { } kept)
            {
                return new PlaylistResult(kept.Text);
            }

            var answer = await tickets.FindAsync(recordingId, cancellationToken);
            return answer.Refusal ?? (answer.IsAway ? HlsErrors.NothingCame() : HlsErrors.NothingStored(recordingId));
        }

        return streams.Find(recordingId) is { } stream
            ? await AnswerAsync(stream, reload, cancellationToken)
            : await FindUnattachedAsync(recordingId, reload, cancellationToken);
    }

    private async Task<IResult> FindUnattachedAsync(string recordingId, Reload? reload, CancellationToken cancellationToken)
    {
        StoredPlaylist? kept = null;
        StorageException? away = null;
        try
        {
            kept = await stored.FindAsync(recordingId, mustBeThere: false, cancellationToken);
        }
        catch (StorageException exception)
        {
            // A stream that runs does not need it.
            away = exception;
        }

        if (kept is { IsOver: true } && reload is null)
        {
            return new PlaylistResult(kept.Text);
        }

        var answer = kept is null ? await tickets.FindAsync(recordingId, cancellationToken) : StreamTicketAnswer.Away;
        if (answer.Refusal is { } refusal)
        {
            return refusal;
        }

        if (!streams.HasRoomFor(recordingId))
        {
            return HlsErrors.TooManyStreams();
        }

        var (stream, attachment) = await streams.AttachAsync(recordingId, cancellationToken);
        if (stream is not null)
        {
            return await AnswerAsync(stream, reload, cancellationToken);
        }

        if (attachment == Attachment.Late && kept is not { IsOver: true } and not { IsTransportStream: true })
        {
            return HlsErrors.Initializing();
        }

        if (kept is not null)
        {
            return new PlaylistResult(kept.Text);
        }

        if (away is not null)
        {
            ExceptionDispatchInfo.Throw(away);
        }

        return answer.IsAway || answer.MayBegin ? HlsErrors.Initializing() : HlsErrors.NothingStored(recordingId);
    }

    private async Task<IResult> AnswerAsync(LiveStream stream, Reload? reload, CancellationToken cancellationToken)
    {
        var view = stream.View;
        if (view.Window.IsEnded && (reload is null || !IsPlayable(view)))
        {
            // Nobody who comes now needs the window: it goes when those who watched it have read its end.
            return await TryStoredAsync(stream.RecordingId, mustBeThere: true, cancellationToken) is { IsOver: true } whole ? new PlaylistResult(whole.Text) : Live(view);
        }

        stream.Touch();
        if (!IsPlayable(view))
        {
            // A stream of MPEG-TS has no parts; its playlist is the stored one. Any other's would lead players back, and to whole segments only.
            return await TryStoredAsync(stream.RecordingId, mustBeThere: false, cancellationToken) is { } kept and ({ IsOver: true } or { IsTransportStream: true })
                ? new PlaylistResult(kept.Text)
                : HlsErrors.Initializing();
        }

        if (reload is null)
        {
            return Live(view);
        }

        if (!reload.IsReached(view.Window) && reload.IsTooFarAhead(view.Newest, view.PartTarget) && reload.IsTooFarAhead(view.Window, view.PartTarget))
        {
            return stream.IsCurrent ? HlsErrors.TooFarAhead() : HlsErrors.NothingCame();
        }

        metrics.Waited(!reload.IsReached(view.Window));
        return await stream.WaitAsync(seen => reload.IsReached(seen.Window), cancellationToken) is { } reached ? Live(reached) : HlsErrors.NothingCame();
    }

    private IResult Live(LiveView view) => IsPlayable(view) ? new PlaylistResult(view.Playlist) : HlsErrors.Initializing();

    private bool IsPlayable(LiveView view) => view.IsPlayable(options.Value.PlayableSegments);

    /// <summary>A storage that is away keeps nobody from what is in memory.</summary>
    private async Task<StoredPlaylist?> TryStoredAsync(string recordingId, bool mustBeThere, CancellationToken cancellationToken)
    {
        try
        {
            return await stored.FindAsync(recordingId, mustBeThere, cancellationToken);
        }
        catch (StorageException exception)
        {
            LogStorageAway(recordingId, exception);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The stored playlist of {RecordingId} could not be read")]
    private partial void LogStorageAway(string recordingId, Exception exception);
}
