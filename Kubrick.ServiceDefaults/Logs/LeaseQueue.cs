using RabbitMQ.Client;

namespace Kubrick.ServiceDefaults.Logs;

/// <summary>Cleans up behind a lease whose channel is of no use any more.</summary>
internal static class LeaseQueue
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Deletes the queue over a fresh channel of its connection; with the connection it went anyhow. It does not throw.</summary>
    /// <param name="connection">The connection that the queue belongs to.</param>
    /// <param name="name">The lease.</param>
    /// <param name="onGone">Called when the queue is gone: later than this returns, where the broker does not answer for a while.</param>
    public static Task DeleteAsync(IConnection connection, string name, Action onGone) =>
        Task.WhenAny(DeleteInTheEndAsync(connection, name, onGone), Task.Delay(Patience));

    private static async Task DeleteInTheEndAsync(IConnection connection, string name, Action onGone)
    {
        while (connection.IsOpen && !await ChannelEnd.TryAsync(patience => DeleteAsync(connection, name, patience)))
        {
            await Task.Delay(RetryPause);
        }

        onGone();
    }

    private static async Task DeleteAsync(IConnection connection, string name, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await channel.QueueDeleteAsync(name, ifUnused: false, ifEmpty: false, cancellationToken: cancellationToken);
    }
}
