using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Options;

namespace Kubrick.Transcoder.FFmpeg;

/// <summary>Finds out at start which FFmpeg there is; without one the service does not start.</summary>
internal sealed partial class FFmpegVersion(IOptions<TranscoderOptions> options, ILogger<FFmpegVersion> logger) : IHostedLifecycleService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>What it calls itself, such as <c>ffmpeg version 5.1.9</c>; null before it was asked.</summary>
    public string? Text { get; private set; }

    /// <inheritdoc/>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        try
        {
            Text = await AskAsync(options.Value.FFmpegPath, cancellationToken);
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException or TimeoutException)
        {
            throw new OptionsValidationException(
                TranscoderOptions.Section,
                typeof(TranscoderOptions),
                [$"{TranscoderOptions.Section}:FFmpegPath (environment Transcoder__FFmpegPath) is '{options.Value.FFmpegPath}', which cannot be run as FFmpeg: install FFmpeg, or name its program."]);
        }

        LogVersion(Text);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static async Task<string> AskAsync(string path, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(path, ["-hide_banner", "-version"]) { RedirectStandardOutput = true, UseShellExecute = false })
            ?? throw new InvalidOperationException("It did not start.");
        try
        {
            var text = await process.StandardOutput.ReadToEndAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
            await process.WaitForExitAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
            var words = text.Split('\n')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return process.ExitCode == 0 && words is ["ffmpeg", "version", var version, ..] ? $"ffmpeg version {version}" : throw new InvalidOperationException("It is no FFmpeg.");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "Transcoding with {Version}")]
    private partial void LogVersion(string version);
}
