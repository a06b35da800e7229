using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Kubrick.ServiceDefaults.Logs;

/// <summary>Cleans up behind a lease whose channel is of no use any more. It never throws, and takes no longer than a few seconds.</summary>
internal static class LeaseQueue
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Closes a channel: the broker has done what was asked of it over that channel when this returns.</summary>
    public static Task CloseAsync(IChannel channel) => TryAsync(_ => channel.DisposeAsync().AsTask());

    /// <summary>Deletes the queue of a lease over a fresh channel of its connection; with the connection it went anyhow.</summary>
    public static async Task DeleteAsync(IConnection connection, string name)
    {
        if (connection.IsOpen)
        {
            await TryAsync(async patience =>
            {
                await using var channel = await connection.CreateChannelAsync(cancellationToken: patience);
                await channel.QueueDeleteAsync(name, ifUnused: false, ifEmpty: false, cancellationToken: patience);
            });
        }
    }

    private static async Task TryAsync(Func<CancellationToken, Task> work)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await work(patience.Token).WaitAsync(patience.Token);
        }
        catch (Exception exception) when (exception is RabbitMQClientException or OperationCanceledException or TimeoutException or IOException or ObjectDisposedException)
        {
            // The connection is gone, or nearly; the queue goes with it.
        }
    }
}
