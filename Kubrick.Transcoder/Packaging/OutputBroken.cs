namespace Kubrick.Transcoder.Packaging;

/// <summary>FFmpeg's output is not what it should be. Nothing follows: FFmpeg is to be started again.</summary>
/// <param name="Problem">What is wrong, one sentence for logs.</param>
internal sealed record OutputBroken(string Problem) : PackagerOutput;
