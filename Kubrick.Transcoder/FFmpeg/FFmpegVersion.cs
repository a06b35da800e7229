using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Options;

namespace Kubrick.Transcoder.FFmpeg;

/// <summary>Runs FFmpeg for its version when the service starts; without FFmpeg the service does not start.</summary>
internal sealed partial class FFmpegVersion(IOptions<TranscoderOptions> options, ILogger<FFmpegVersion> logger) : IHostedLifecycleService
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    /// <summary>Such as <c>ffmpeg version 5.1.9</c>; null before the start.</summary>
    public string? Text { get; private set; }

    /// <inheritdoc/>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        try
        {
            Text = await RunAsync(options.Value.FFmpegPath, cancellationToken);
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

    private static async Task<string> RunAsync(string path, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(path, ["-hide_banner", "-version"]) { RedirectStandardOutput = true, UseShellExecute = false })
            ?? throw new InvalidOperationException("FFmpeg did not start.");
        try
        {
            var text = await process.StandardOutput.ReadToEndAsync(cancellationToken).WaitAsync(Timeout, cancellationToken);
            await process.WaitForExitAsync(cancellationToken).WaitAsync(Timeout, cancellationToken);
            var words = text.Split('\n')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return process.ExitCode == 0 && words is ["ffmpeg", "version", var version, ..] ? $"ffmpeg version {version}" : throw new InvalidOperationException("The program is not FFmpeg.");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "FFmpeg found: {Version}")]
    private partial void LogVersion(string version);
}
