using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;

namespace Kubrick.DocumentDbGateway.Tests;

/// <summary>A client that sends arbitrary bytes, valid or not.</summary>
internal sealed class WireClient : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly TcpClient client;
    private readonly NetworkStream stream;

    private WireClient(TcpClient client)
    {
        this.client = client;
        stream = client.GetStream();
    }

    public static async Task<WireClient> ConnectAsync(int port)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        return new WireClient(client);
    }

    public static byte[] Message(int opCode, params byte[] body)
    {
        var message = new byte[16 + body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(message, message.Length);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(4), 1);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(12), opCode);
        body.CopyTo(message, 16);
        return message;
    }

    /// <summary>OP_MSG with one command section.</summary>
    public static byte[] CommandMessage(byte[] document) => Message(2013, [0, 0, 0, 0, 0, .. document]);

    public async Task SendAsync(byte[] bytes) => await stream.WriteAsync(bytes, TestContext.Current.CancellationToken);

    public Task<BsonDocument> CommandAsync(BsonDocument command) => RequestAsync(CommandMessage(command.ToBson()));

    public async Task<BsonDocument> RequestAsync(byte[] message)
    {
        await SendAsync(message);
        return await ReceiveAsync() ?? throw new InvalidOperationException("The server closed the connection.");
    }

    /// <summary>Reads the next reply; null when the server closes the connection.</summary>
    public async Task<BsonDocument?> ReceiveAsync()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Limit);
        var header = new byte[16];
        try
        {
            if (await stream.ReadAtLeastAsync(header, 16, throwOnEndOfStream: false, deadline.Token) < 16)
            {
                return null;
            }

            var body = new byte[BinaryPrimitives.ReadInt32LittleEndian(header) - 16];
            await stream.ReadExactlyAsync(body, deadline.Token);
            return BsonSerializer.Deserialize<BsonDocument>(body[5..]);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose() => client.Dispose();
}
