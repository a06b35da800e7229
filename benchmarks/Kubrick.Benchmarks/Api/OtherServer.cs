using System.Text.Json;

namespace Kubrick.Benchmarks.Api;

/// <summary>Another server with the same routes on the same database.</summary>
internal static class OtherServer
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Waits until it answers, and checks that it answers the same.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="ids">Recordings that it must have.</param>
    /// <param name="service">The service that it is compared with.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">It did not answer in time.</exception>
    /// <exception cref="InvalidOperationException">It has another database, or its pages have another size.</exception>
    public static async Task<ApiTarget> WaitAsync(Uri address, IReadOnlyList<string> ids, ApiTarget service, CancellationToken cancellationToken)
    {
        Console.WriteLine($"Waiting for {address} …");
        var target = new ApiTarget("other", address);
        try
        {
            await AnswersAsync(target, cancellationToken);
            await Task.WhenAll(ids.Take(1).Concat(ids.TakeLast(1)).Select(id => ReadAsync(target, $"/api/recordings/{id}", cancellationToken)));
            var (own, others) = (await CountAsync(service, cancellationToken), await CountAsync(target, cancellationToken));
            return own == others ? target : throw new InvalidOperationException($"A page of {address} has {others} recordings, and one of Kubrick {own}.");
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }

    private static async Task AnswersAsync(ApiTarget target, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(StartTimeout);
        while (true)
        {
            try
            {
                using var response = await target.Client.GetAsync(new Uri("/health", UriKind.Relative), timeout.Token);
                return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"{target.Address} did not answer within {StartTimeout.TotalMinutes} minutes.");
            }

            await Task.Delay(Interval, cancellationToken);
        }
    }

    private static async Task<int> CountAsync(ApiTarget target, CancellationToken cancellationToken) =>
        (await ReadAsync(target, "/api/recordings", cancellationToken)).GetProperty("data").GetArrayLength();

    private static async Task<JsonElement> ReadAsync(ApiTarget target, string path, CancellationToken cancellationToken)
    {
        using var response = await target.Client.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        return response.IsSuccessStatusCode
            ? JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken)).RootElement
            : throw new InvalidOperationException($"{target.Address} answers {path} with {(int)response.StatusCode}: it must use the same database.");
    }
}
