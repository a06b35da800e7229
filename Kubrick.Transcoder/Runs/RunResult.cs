using Kubrick.Contracts.Streams;
using Kubrick.Transcoder.Archive;
using Kubrick.Transcoder.Media;
using Kubrick.Transcoder.Streams;

namespace Kubrick.Transcoder.Runs;

/// <summary>The result of a run: of a stream that is over.</summary>
internal abstract record RunResult
{
    private RunResult()
    {
    }

    /// <summary>Decides the result of a stream from the results of its parts.</summary>
    /// <param name="archive">How its archive ended.</param>
    /// <param name="mediaFailure">Why transcoding or storing segments failed; null when they did not.</param>
    /// <param name="playlist">Its final playlist.</param>
    /// <remarks>When several parts failed, the earliest in the order media, archive, playlist is reported.</remarks>
    public static RunResult Decide(ArchiveResult archive, StreamFailure? mediaFailure, FinalPlaylist playlist)
    {
        if (archive is ArchiveResult.Discarded)
        {
            return new StreamDeleted();
        }

        var stored = (archive as ArchiveResult.Stored)?.Archive;
        var lost = archive as ArchiveResult.Lost;
        var failure = mediaFailure ?? lost?.Failure ?? playlist.Failure;
        return failure is null && stored is not null && playlist.Key is { } key
            ? new Ended(stored, key)
            : new Failed(
                failure ?? new StreamFailure(StreamErrorCodes.InvalidMedia, "The recorder sent nothing that can be played."), stored, playlist.Key, lost is not null);
    }

    /// <summary>The recording was deleted: nothing of the stream is kept.</summary>
    internal sealed record StreamDeleted : RunResult;

    /// <summary>Everything is stored.</summary>
    /// <param name="Archive">The recorder's own bytes.</param>
    /// <param name="PlaylistKey">The playlist's key.</param>
    internal sealed record Ended(StreamArchive Archive, string PlaylistKey) : RunResult;

    /// <summary>The stream failed.</summary>
    /// <param name="Failure">The cause.</param>
    /// <param name="Archive">The recorder's own bytes; null when there are none, or they could not be stored.</param>
    /// <param name="PlaylistKey">The playlist's key; null when nothing can be played.</param>
    /// <param name="IsArchiveLost">Whether bytes could not be stored, so that the chunk log is kept.</param>
    internal sealed record Failed(StreamFailure Failure, StreamArchive? Archive, string? PlaylistKey, bool IsArchiveLost) : RunResult;
}
