using Kubrick.Transcoder.Chunks;

namespace Kubrick.Transcoder.Media;

/// <summary>How a run of FFmpeg ended.</summary>
internal abstract record MediaRunEnd
{
    private MediaRunEnd()
    {
    }

    /// <summary>The log's end was read, and FFmpeg made everything of what came before.</summary>
    internal sealed record Over : MediaRunEnd;

    /// <summary>The recorder began a new container.</summary>
    /// <param name="Position">Where it begins.</param>
    internal sealed record NewContainer(ChunkPosition Position) : MediaRunEnd;

    /// <summary>FFmpeg ended before its input, or made nothing of it.</summary>
    /// <param name="Problem">One sentence.</param>
    internal sealed record Broken(string Problem) : MediaRunEnd;
}
