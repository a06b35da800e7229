using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Kubrick.DocumentDbGateway.Commands;
using Kubrick.DocumentDbGateway.Transactions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kubrick.DocumentDbGateway.Connections;

/// <summary>Listens on the loopback address and serves each connection in its own task.</summary>
internal sealed partial class GatewayServer(
    CommandExecutor executor,
    TransactionTable transactions,
    IOptions<GatewayOptions> options,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<GatewayServer> logger) : BackgroundService
{
    // Running commands may finish within this time when the gateway stops.
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<int, Task> connections = new();
    private int lastNumber;

    /// <summary>The program's exit code: 1 if the port could not be opened.</summary>
    public int ExitCode { get; private set; }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var listener = new TcpListener(IPAddress.Loopback, options.Value.Port);
        try
        {
            listener.Start(backlog: 512);
        }
        catch (SocketException e)
        {
            LogCannotListen(options.Value.Port, e.Message);
            ExitCode = 1;
            lifetime.StopApplication();
            return;
        }

        LogReady(options.Value.Port);
        using var commands = new CancellationTokenSource();
        await AcceptAsync(listener, stoppingToken, commands.Token);
        listener.Stop();
        commands.CancelAfter(StopGrace);
        await Task.WhenAll(connections.Values);
    }

    private async Task AcceptAsync(TcpListener listener, CancellationToken stopping, CancellationToken commands)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var socket = await listener.AcceptSocketAsync(stopping);
                if (connections.Count >= options.Value.MaxConnections)
                {
                    LogTooMany(options.Value.MaxConnections);
                    socket.Dispose();
                    continue;
                }

                Serve(socket, stopping, commands);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (SocketException e)
            {
                // No file descriptor is free, or the client disconnected before it was accepted.
                LogNotAccepted(e.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(50), time, CancellationToken.None);
            }
        }
    }

    private void Serve(Socket socket, CancellationToken stopping, CancellationToken commands)
    {
        var number = Interlocked.Increment(ref lastNumber);
        var served = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        connections[number] = served.Task;
        _ = Task.Run(
            async () =>
            {
                try
                {
                    await using var connection = new ClientConnection(number, socket, executor, options.Value, time, logger);
                    await connection.ServeAsync(stopping, commands);
                    await transactions.RollBackOfClientAsync(number);
                }
                finally
                {
                    connections.TryRemove(number, out _);
                    served.SetResult();
                }
            },
            CancellationToken.None);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "ready: MongoDB's wire protocol on 127.0.0.1:{Port}")]
    private partial void LogReady(int port);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Listener failed on 127.0.0.1:{Port}: {Reason}")]
    private partial void LogCannotListen(int port, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Connection refused, {Limit} are open")]
    private partial void LogTooMany(int limit);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Connection not accepted: {Reason}")]
    private partial void LogNotAccepted(string reason);
}
