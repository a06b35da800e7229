namespace Kubrick.Transcoder.FFmpeg;

/// <summary>
/// FFmpeg failed for a reason that is not its input's: it crashed, was killed, made no progress, or could not write. Another attempt may succeed.
/// </summary>
/// <param name="message">What happened, for logs.</param>
internal sealed class FFmpegException(string message) : Exception(message);
