using System.Globalization;

namespace Kubrick.Contracts.Streams;

/// <summary>Media of a stream that was received and could not be kept.</summary>
/// <param name="Kind">What happened to it; see <see cref="StreamLossKinds"/>.</param>
/// <param name="Count">How often; frames, where the kind counts frames.</param>
public sealed record StreamLoss(string Kind, long Count)
{
    /// <summary>The loss in one sentence for people.</summary>
    public string Describe() => Kind switch
    {
        StreamLossKinds.Damaged => $"Bytes were damaged or missing in {Counted("place")}; what could not be read there was left out.",
        StreamLossKinds.Undecodable => $"{Counted("frame")} could not be decoded.",
        StreamLossKinds.OverLimit => $"Media over a limit was left out {Counted("time")}.",
        StreamLossKinds.OutOfOrder => $"{Counted("frame")} came after later ones and could not be put in order.",
        StreamLossKinds.Skipped => $"At least {Counted("frame")} before a keyframe could not be used.",
        StreamLossKinds.Missing => $"{Counted("chunk")} of the recorder got lost.",
        StreamLossKinds.Tracks => $"{Counted("more track")} can be found in the original only.",
        StreamLossKinds.End => "The connection to the recorder was lost and did not return; the end may be missing.",
        _ => "Some media could not be kept.",
    };

    private string Counted(string noun) => string.Create(CultureInfo.InvariantCulture, $"{Count} {noun}{(Count == 1 ? "" : "s")}");
}

/// <summary>The kinds of media that cannot be kept. They are also the codes of a recorder's warnings and of a recording's.</summary>
public static class StreamLossKinds
{
    /// <summary>Bytes of the container are wrong or missing. Counts places.</summary>
    public const string Damaged = "MEDIA_DAMAGED";

    /// <summary>Frames that the decoder rejects, or decodes with errors.</summary>
    public const string Undecodable = "MEDIA_UNDECODABLE";

    /// <summary>Media over a limit of the service. Counts occurrences.</summary>
    public const string OverLimit = "MEDIA_OVER_LIMIT";

    /// <summary>Frames whose times are before those of earlier frames.</summary>
    public const string OutOfOrder = "MEDIA_OUT_OF_ORDER";

    /// <summary>Frames that need a keyframe which was not received, or was lost when the transcoder was restarted.</summary>
    public const string Skipped = "MEDIA_SKIPPED";

    /// <summary>Chunks that the chunk log lacks.</summary>
    public const string Missing = "MEDIA_MISSING";

    /// <summary>Tracks beside the first of video and the first of audio.</summary>
    public const string Tracks = "TRACKS_IGNORED";

    /// <summary>The recorder disappeared without ending its stream.</summary>
    public const string End = "END_MISSING";
}
