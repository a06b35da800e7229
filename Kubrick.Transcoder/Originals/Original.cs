namespace Kubrick.Transcoder.Originals;

/// <summary>What a file contains.</summary>
internal abstract record Inspection
{
    private Inspection()
    {
    }

    /// <summary>It has media.</summary>
    /// <param name="Original">The media.</param>
    internal sealed record Readable(Original Original) : Inspection;

    /// <summary>It has none that can be decoded, and another attempt will not change that.</summary>
    /// <param name="Reason">The reason, as a sentence for people.</param>
    internal sealed record Undecodable(string Reason) : Inspection;
}

/// <summary>A recording as its recorder made it: one container, or several one after the other.</summary>
/// <param name="Path">The file.</param>
/// <param name="Runs">The containers that have media, in the order of the file; at least one.</param>
internal sealed record Original(string Path, IReadOnlyList<OriginalRun> Runs)
{
    /// <summary>The sentence for people when there is nothing to decode.</summary>
    public const string NothingToDecode = "The file contains no decodable video or audio.";

    /// <summary>The sentence for people when video has more pixels than are decoded.</summary>
    public const string VideoTooLarge = "The video has more pixels than this service accepts.";
}

/// <summary>One container of an original: the first video track and the first audio track that have packets.</summary>
/// <param name="Range">Its bytes.</param>
/// <param name="Video">The video track; null when there is none.</param>
/// <param name="Audio">The audio track; null when there is none.</param>
/// <param name="Packets">The packets of both.</param>
internal sealed record OriginalRun(ContainerRange Range, VideoTrack? Video, AudioTrack? Audio, RunPackets Packets);

/// <summary>The packets of a run.</summary>
/// <param name="Video">How many packets of video there are from the first keyframe on; nothing before it can be decoded.</param>
/// <param name="Audio">How many packets of audio there are.</param>
/// <param name="Keyframes">How many packets of video are keyframes.</param>
/// <param name="Timeline">Their times.</param>
internal sealed record RunPackets(long Video, long Audio, long Keyframes, RunTimeline Timeline);
