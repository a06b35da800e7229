using Kubrick.DocumentDbGateway.Cursors;
using Kubrick.DocumentDbGateway.Transactions;
using Microsoft.Extensions.Hosting;

namespace Kubrick.DocumentDbGateway;

/// <summary>Removes idle cursors and rolls back transactions that exceeded their time limit.</summary>
internal sealed class Housekeeping(CursorTable cursors, TransactionTable transactions, TimeProvider time) : BackgroundService
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(5), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                cursors.RemoveExpired();
                await transactions.RollBackExpiredAsync();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gateway stops.
        }
    }
}
