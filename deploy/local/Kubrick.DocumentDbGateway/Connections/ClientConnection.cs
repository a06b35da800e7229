using System.Net.Sockets;
using Kubrick.DocumentDbGateway.Commands;
using Kubrick.DocumentDbGateway.Wire;
using Microsoft.Extensions.Logging;

namespace Kubrick.DocumentDbGateway.Connections;

/// <summary>A client connection: reads messages and writes replies, one after another.</summary>
internal sealed partial class ClientConnection : IAsyncDisposable
{
    private readonly int number;
    private readonly CommandExecutor executor;
    private readonly ILogger logger;
    private readonly NetworkStream stream;
    private readonly MessageReader reader;
    private readonly MessageWriter writer;

    public ClientConnection(int number, Socket socket, CommandExecutor executor, GatewayOptions options, TimeProvider time, ILogger logger)
    {
        this.number = number;
        this.executor = executor;
        this.logger = logger;
        socket.NoDelay = true;
        stream = new NetworkStream(socket, ownsSocket: true);
        reader = new MessageReader(stream, options.MessageArrival, time);
        writer = new MessageWriter(stream);
    }

    /// <summary>Serves until the client disconnects or violates the protocol, or the gateway stops.</summary>
    /// <param name="stopping">Stops reading messages.</param>
    /// <param name="commands">Cancels the running command.</param>
    public async Task ServeAsync(CancellationToken stopping, CancellationToken commands)
    {
        try
        {
            while (await reader.ReadAsync(stopping) is { } message)
            {
                MessageParser.CheckFrame(message);
                var reply = await executor.ExecuteAsync(message, number, commands);
                if (MessageParser.ExpectsReply(message))
                {
                    await writer.WriteAsync(message, reply, commands);
                }
            }
        }
        catch (WireFormatException e)
        {
            LogProtocolViolation(number, e.Message);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // The client disconnected, or the gateway stops.
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => stream.DisposeAsync();

    [LoggerMessage(Level = LogLevel.Information, Message = "Connection closed, protocol violated: {Number}: {Reason}")]
    private partial void LogProtocolViolation(int number, string reason);
}
