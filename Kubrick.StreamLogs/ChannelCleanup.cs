using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Kubrick.StreamLogs;

/// <summary>Closes channels and deletes queues of a broker that may no longer answer. Nothing here throws.</summary>
internal static class ChannelCleanup
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>Closes a channel. The broker has handled everything that was sent over it when this returns, unless it does not answer in time.</summary>
    public static Task CloseAsync(IChannel channel) => TryAsync(_ => channel.DisposeAsync().AsTask());

    /// <summary>Deletes an exclusive queue over a new channel of its connection; without the connection the broker has deleted it already.</summary>
    /// <param name="connection">The connection that owns the queue.</param>
    /// <param name="name">The queue.</param>
    /// <param name="onDeleted">Called when the queue is deleted. A broker that does not answer may delay this until after the method returns.</param>
    public static Task DeleteQueueAsync(IConnection connection, string name, Action onDeleted) =>
        Task.WhenAny(DeleteWithRetriesAsync(connection, name, onDeleted), Task.Delay(Timeout));

    private static async Task DeleteWithRetriesAsync(IConnection connection, string name, Action onDeleted)
    {
        while (connection.IsOpen && !await TryAsync(cancellationToken => DeleteAsync(connection, name, cancellationToken)))
        {
            await Task.Delay(RetryDelay);
        }

        onDeleted();
    }

    private static async Task DeleteAsync(IConnection connection, string name, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await channel.QueueDeleteAsync(name, ifUnused: false, ifEmpty: false, cancellationToken: cancellationToken);
    }

    /// <summary>Whether the broker answered in time, be it with an error.</summary>
    private static async Task<bool> TryAsync(Func<CancellationToken, Task> work)
    {
        using var timeout = new CancellationTokenSource(Timeout);
        try
        {
            await work(timeout.Token).WaitAsync(timeout.Token);
            return true;
        }
        catch (OperationInterruptedException)
        {
            // The broker refused, or the connection is lost: nothing is left to do.
            return true;
        }
        catch (Exception exception) when (exception is RabbitMQClientException or OperationCanceledException or TimeoutException or IOException or ObjectDisposedException)
        {
            return false;
        }
    }
}
