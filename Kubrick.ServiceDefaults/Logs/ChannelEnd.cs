using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Kubrick.ServiceDefaults.Logs;

/// <summary>Closes channels of a broker that may answer no more.</summary>
internal static class ChannelEnd
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The broker has done what was asked of it over the channel when this returns, unless it does not answer in time.</summary>
    public static Task CloseAsync(IChannel channel) => TryAsync(_ => channel.DisposeAsync().AsTask());

    /// <summary>Does some last work with the broker; false where there was no answer. It never throws, and takes no longer than a few seconds.</summary>
    public static async Task<bool> TryAsync(Func<CancellationToken, Task> work)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await work(patience.Token).WaitAsync(patience.Token);
            return true;
        }
        catch (OperationInterruptedException)
        {
            // The broker said no, or the connection is gone: there is nothing more to do.
            return true;
        }
        catch (Exception exception) when (exception is RabbitMQClientException or OperationCanceledException or TimeoutException or IOException or ObjectDisposedException)
        {
            return false;
        }
    }
}
