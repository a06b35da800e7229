using System.Net.Sockets;
using Kubrick.DocumentDbGateway.Commands;
using Kubrick.DocumentDbGateway.Wire;
using Microsoft.Extensions.Logging;

namespace Kubrick.DocumentDbGateway.Connections;

/// <summary>One client: messages in, answers out, one after another.</summary>
internal sealed partial class ClientConnection : IAsyncDisposable
{
    private readonly int _number;
    private readonly CommandExecutor _executor;
    private readonly ILogger _logger;
    private readonly NetworkStream _stream;
    private readonly MessageReader _reader;
    private readonly MessageWriter _writer;

    public ClientConnection(int number, Socket socket, CommandExecutor executor, GatewayOptions options, TimeProvider time, ILogger logger)
    {
        _number = number;
        _executor = executor;
        _logger = logger;
        socket.NoDelay = true;
        _stream = new NetworkStream(socket, ownsSocket: true);
        _reader = new MessageReader(_stream, options.MessageArrival, time);
        _writer = new MessageWriter(_stream);
    }

    /// <summary>Serves until the client leaves or breaks the protocol, or until the gateway stops.</summary>
    /// <param name="stopping">No further message is taken.</param>
    /// <param name="commands">The command that runs is given up.</param>
    public async Task ServeAsync(CancellationToken stopping, CancellationToken commands)
    {
        try
        {
            while (await _reader.ReadAsync(stopping) is { } message)
            {
                MessageParser.CheckFrame(message);
                var reply = await _executor.ExecuteAsync(message, _number, commands);
                if (MessageParser.IsAnswered(message))
                {
                    await _writer.WriteAsync(message, reply, commands);
                }
            }
        }
        catch (WireFormatException e)
        {
            LogBrokenProtocol(_number, e.Message);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // the client is gone, or the gateway stops
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    [LoggerMessage(Level = LogLevel.Information, Message = "Closed connection {Number}: {Reason}")]
    private partial void LogBrokenProtocol(int number, string reason);
}
