using System.Text.RegularExpressions;

namespace Kubrick.Transcoder.FFmpeg;

/// <summary>One line of what FFmpeg says on its standard error, as <c>-loglevel repeat+level+warning</c> writes it.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Text">What it says, without the addresses that differ from run to run.</param>
internal sealed partial record FFmpegMessage(FFmpegSeverity Severity, string Text)
{
    /// <summary>What people are told of a picture that has more pixels than are decoded.</summary>
    public const string VideoTooLarge = "The recorder's video has more pixels than this service accepts.";

    private const int MostCharacters = 300;

    // What it says about every stream that is made as ours are.
    private static readonly string[] Harmless =
        ["not enough frames to estimate rate", "Consider increasing the value for the 'analyzeduration'", "No meaningful edit list will be written", "has not been used for any stream"];

    /// <summary>Whether the recorder's picture has more pixels than are decoded.</summary>
    public bool IsVideoTooLarge => Text == VideoTooLarge;

    /// <summary>Reads a line; null where it is empty or says nothing of interest.</summary>
    public static FFmpegMessage? Parse(string line)
    {
        var text = Address().Replace(line.Length > 4 * MostCharacters ? line[..(4 * MostCharacters)] : line, "[$1]").Trim();
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

        text = Explain(text);
        return text.Length == 0 || severity == FFmpegSeverity.Information || Harmless.Any(part => text.Contains(part, StringComparison.Ordinal))
            ? null
            : new FFmpegMessage(severity, text.Length > MostCharacters ? text[..MostCharacters] : text);
    }

    /// <summary>Says in plain words what FFmpeg's own mean here.</summary>
    private static string Explain(string text) => text switch
    {
        _ when text.Contains("EBML header parsing failed", StringComparison.Ordinal) => "The recorder's bytes are not the WebM that they begin as.",
        _ when text.Contains("pipe:0: End of file", StringComparison.Ordinal) => "The recorder sent a header and no media.",
        _ when text.Contains("could not find corresponding trex", StringComparison.Ordinal) => "The recorder's MP4 came without its header.",
        _ when text.Contains("File ended prematurely", StringComparison.Ordinal) => "The recorder's bytes end in the middle of a frame.",
        _ when text.Contains("exceeds specified max pixel count", StringComparison.Ordinal) => VideoTooLarge,
        _ => text,
    };

    [GeneratedRegex(@"\[([^\[\]@]+?) @ 0x[0-9a-f]+\]")]
    private static partial Regex Address();

    [GeneratedRegex(@"\[(quiet|panic|fatal|error|warning|info|verbose|debug|trace)\]\s*")]
    private static partial Regex Level();
}
