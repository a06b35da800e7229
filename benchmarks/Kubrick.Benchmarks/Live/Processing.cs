using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Kubrick.Benchmarks.Live;

/// <summary>Has recordings processed again and again, so that the workers always have something to do beside their streams.</summary>
internal sealed class Processing : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource stop = new();
    private readonly Task<int> running;

    private Processing(HttpClient gateway, IReadOnlyList<string> recordings) => running = RunAsync(gateway, recordings, stop.Token);

    /// <summary>Starts.</summary>
    public static Processing Start(HttpClient gateway, IReadOnlyList<string> recordings) => new(gateway, recordings);

    /// <summary>Waits until recordings are processed for the first time.</summary>
    public static async Task WhenDoneAsync(HttpClient gateway, IReadOnlyList<string> recordings, CancellationToken cancellationToken)
    {
        foreach (var recording in recordings)
        {
            while (await StateAsync(gateway, recording, cancellationToken) is "queued" or "running")
            {
                await Task.Delay(Interval, cancellationToken);
            }
        }
    }

    /// <summary>Stops; returns how many were processed.</summary>
    public async Task<int> StopAsync()
    {
        await stop.CancelAsync();
        return await running;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stop.Dispose();
    }

    private static async Task<int> RunAsync(HttpClient gateway, IReadOnlyList<string> recordings, CancellationToken cancellationToken)
    {
        var accepted = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            foreach (var recording in recordings)
            {
                try
                {
                    using var response = await gateway.PostAsync(new Uri($"/api/recordings/{recording}/process", UriKind.Relative), null, cancellationToken);
                    accepted += response.StatusCode == HttpStatusCode.Accepted ? 1 : 0;
                }
                catch (OperationCanceledException)
                {
                    return accepted;
                }
            }

            await Task.Delay(Interval, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return accepted;
    }

    private static async Task<string?> StateAsync(HttpClient gateway, string recording, CancellationToken cancellationToken) =>
        (string?)(await gateway.GetFromJsonAsync<JsonNode>($"/api/recordings/{recording}", cancellationToken))!["data"]!["attributes"]!["processing"]?["state"];
}
