namespace Kubrick.Transcoder.FFmpeg;

/// <summary>How a run of FFmpeg or ffprobe ended.</summary>
/// <param name="ExitCode">Its exit code; 0 when it reached the end of its input.</param>
/// <param name="Messages">Its last warnings and errors, the oldest first.</param>
internal sealed record ToolResult(int ExitCode, IReadOnlyList<FFmpegMessage> Messages)
{
    // These concern the machine and not the input. An "Input/output error" is not among them: FFmpeg reports so a header that is cut off.
    private static readonly string[] Temporary =
        ["No space left on device", "Cannot allocate memory", "Permission denied", "No such file or directory", "Disk quota exceeded", "Too many open files", "Read-only file system",
            // An FFmpeg of another version or without a codec.
            "Option not found", "Unrecognized option", "Decoder not found", "Unknown decoder", "Unknown encoder"];

    /// <summary>Whether it ran to the end.</summary>
    public bool IsSuccess => ExitCode == 0;

    /// <summary>Its last error, or else its last warning; null when it wrote neither.</summary>
    public string? Problem => (Messages.LastOrDefault(message => message.Severity != FFmpegSeverity.Warning) ?? (Messages.Count > 0 ? Messages[^1] : null))?.Text;

    /// <summary>Returns whether it could read its input.</summary>
    /// <exception cref="FFmpegException">It failed for another reason.</exception>
    public bool CouldRead()
    {
        if (IsSuccess)
        {
            return true;
        }

        // An exit code from 126 on is that of a shell or a signal, such as a crash.
        return ExitCode < 126 && !Messages.Any(message => Temporary.Any(text => message.Text.Contains(text, StringComparison.OrdinalIgnoreCase))) ? false : throw Failure();
    }

    /// <summary>Throws when it failed.</summary>
    /// <exception cref="FFmpegException">It failed.</exception>
    public ToolResult EnsureSuccess() => IsSuccess ? this : throw Failure();

    private FFmpegException Failure() => new($"FFmpeg ended with exit code {ExitCode}: {Problem ?? "no message"}");
}
