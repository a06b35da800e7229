using System.Globalization;
using System.Text.RegularExpressions;

namespace Kubrick.Transcoder.FFmpeg;

/// <summary>One line of FFmpeg's standard error, as <c>-loglevel repeat+level+warning</c> and <c>-progress pipe:2</c> write it.</summary>
/// <param name="Severity">Its severity.</param>
/// <param name="Text">Its text, without the addresses that differ from run to run.</param>
internal sealed partial record FFmpegMessage(FFmpegSeverity Severity, string Text)
{
    /// <summary>The text for people when video has more pixels than are decoded.</summary>
    public const string VideoTooLarge = "The recorder's video has more pixels than this service accepts.";

    private const int MaxLength = 300;

    // FFmpeg warns so with these options, whatever the stream is.
    private static readonly string[] Harmless =
        ["not enough frames to estimate rate", "Consider increasing the value for the 'analyzeduration'", "No meaningful edit list will be written", "has not been used for any stream"];

    /// <summary>What the message says was lost of the recorder's media; null for nothing.</summary>
    public FFmpegLoss? Loss { get; private init; }

    /// <summary>How many frames FFmpeg has dropped so far, because of their times; null where the line does not say it.</summary>
    public long? DroppedFrames { get; private init; }

    /// <summary>Whether the recorder's video has more pixels than are decoded.</summary>
    public bool IsVideoTooLarge => Text == VideoTooLarge;

    /// <summary>Parses a line; null when it is empty or of no interest.</summary>
    public static FFmpegMessage? Parse(string line)
    {
        if (Progress().Match(line) is { Success: true } progress)
        {
            return progress.Groups[1].Value == "drop_frames" && long.TryParse(progress.Groups[2].ValueSpan, CultureInfo.InvariantCulture, out var dropped)
                ? new FFmpegMessage(FFmpegSeverity.Information, line) { DroppedFrames = dropped }
                : null;
        }

        var text = Address().Replace(line.Length > 4 * MaxLength ? line[..(4 * MaxLength)] : line, "[$1]").Trim();
        var severity = FFmpegSeverity.Error;
        if (Level().Match(text) is { Success: true } level)
        {
            severity = level.Groups[1].Value switch
            {
                "panic" or "fatal" => FFmpegSeverity.Fatal,
                "error" => FFmpegSeverity.Error,
                "warning" => FFmpegSeverity.Warning,
                _ => FFmpegSeverity.Information,
            };
            text = text.Remove(level.Index, level.Length).Trim();
        }

        var loss = FFmpegLoss.Of(severity, text);
        text = Explain(text);
        return text.Length == 0 || severity == FFmpegSeverity.Information || Harmless.Any(part => text.Contains(part, StringComparison.Ordinal))
            ? null
            : new FFmpegMessage(severity, text.Length > MaxLength ? text[..MaxLength] : text) { Loss = loss };
    }

    /// <summary>Replaces FFmpeg's words by a sentence that says what they mean here.</summary>
    private static string Explain(string text) => text switch
    {
        _ when text.Contains("EBML header parsing failed", StringComparison.Ordinal) => "The recorder's bytes start as WebM, but are not.",
        _ when text.Contains("pipe:0: End of file", StringComparison.Ordinal) => "The recorder sent a header and no media.",
        _ when text.Contains("could not find corresponding trex", StringComparison.Ordinal) => "The recorder's MP4 has no header.",
        _ when text.Contains("File ended prematurely", StringComparison.Ordinal) => "The recorder's bytes end in the middle of a frame.",
        _ when text.Contains("exceeds specified max pixel count", StringComparison.Ordinal) => VideoTooLarge,
        // So many that FFmpeg does not count them.
        _ when text.Contains("Picture size", StringComparison.Ordinal) && text.EndsWith("is invalid", StringComparison.Ordinal) => VideoTooLarge,
        _ => text,
    };

    [GeneratedRegex(@"\[([^\[\]@]+?) @ 0x[0-9a-f]+\]")]
    private static partial Regex Address();

    [GeneratedRegex(@"^(frame|fps|stream_\w+|bitrate|total_size|out_time\w*|dup_frames|drop_frames|speed|progress)=\s*(\S*)\s*$")]
    private static partial Regex Progress();

    [GeneratedRegex(@"\[(quiet|panic|fatal|error|warning|info|verbose|debug|trace)\]\s*")]
    private static partial Regex Level();
}

/// <summary>The severity of a message.</summary>
internal enum FFmpegSeverity
{
    /// <summary>Nothing is wrong.</summary>
    Information,

    /// <summary>FFmpeg continues, perhaps with a loss.</summary>
    Warning,

    /// <summary>Something could not be done.</summary>
    Error,

    /// <summary>FFmpeg cannot continue.</summary>
    Fatal,
}
