using System.Diagnostics;
using Kubrick.Testing;

namespace Kubrick.Functional.Tests;

/// <summary>Invalid settings, passed to the service processes like operators pass them.</summary>
public sealed class InvalidSettingsTests
{
    private const int InvalidSettingExitCode = 78;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Kubrick.Ingest", "Ingest__MaxFrameBytes=1", "MaxFrameBytes")]
    [InlineData("Kubrick.Recordings", "LIVE_STREAMING_ENABLED=maybe", "LIVE_STREAMING_ENABLED (LiveStreaming__Enabled) must be true or false.")]
    [InlineData("Kubrick.Recordings", "Manifests__SigningKey=nowhere", "Manifests__SigningKey cannot be used: It is neither PEM nor the path of a file that can be read.")]
    [InlineData("Kubrick.Playback", "Playback__MaxBytes=plenty", "Playback__MaxBytes must be a whole number within its bounds.")]
    [InlineData("Kubrick.Transcoder", "Transcoder__StallTimeout=long", "Transcoder__StallTimeout must be a time such as 00:00:30.")]
    [InlineData("Kubrick.Uploads", "STORAGE_PROVIDER=floppy", "STORAGE_PROVIDER")]
    [InlineData("Kubrick.Gateway", "RateLimits__Enabled=sometimes", "RateLimits__Enabled must be true or false.")]
    public async Task An_invalid_setting_ends_the_start_with_a_sentence_that_names_it(string service, string setting, string sentence)
    {
        var (exitCode, errors) = await RunAsync(service, setting);
        Assert.True(exitCode == InvalidSettingExitCode, $"Exit code {exitCode}: {errors}");
        Assert.Contains($"{service} cannot start: ", errors, StringComparison.Ordinal);
        Assert.Contains(sentence, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_invalid_settings_are_named()
    {
        var (exitCode, errors) = await RunAsync("Kubrick.Transcoder", "OKTA_ENABLED=true", "Transcoder__Slots=0");
        Assert.Equal(InvalidSettingExitCode, exitCode);
        Assert.Contains("OKTA_ENABLED", errors, StringComparison.Ordinal);
        Assert.Contains("Slots", errors, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Errors)> RunAsync(string service, params string[] settings)
    {
        // …/bin/{configuration}/{framework}/: the services were built with the same configuration as this suite.
        var build = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar)[^2..];
        var program = Path.Combine(RepositoryFolder.Path, service, "bin", build[0], build[1], $"{service}.dll");
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet", ["exec", program])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["ConnectionStrings__kubrick"] = "mongodb://127.0.0.1:1/kubrick";
        start.Environment["ConnectionStrings__messaging"] = "amqp://guest:guest@127.0.0.1:1";
        foreach (var setting in settings)
        {
            var (name, value) = (setting[..setting.IndexOf('=')], setting[(setting.IndexOf('=') + 1)..]);
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        try
        {
            var (errors, output) = (process.StandardError.ReadToEndAsync(Cancel), process.StandardOutput.ReadToEndAsync(Cancel));
            await process.WaitForExitAsync(Cancel).WaitAsync(TimeSpan.FromMinutes(2), Cancel);
            await output;
            return (process.ExitCode, await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}
