using System.Buffers.Binary;
using System.Text;
using MongoDB.Bson;

namespace Kubrick.DocumentDbGateway.Tests;

public sealed class HostileBytesTests(ServerFixture server)
{
    private static readonly BsonDocument Ping = new() { { "ping", 1 }, { "$db", "admin" } };

    public static TheoryData<string, byte[]> BrokenFrames => new()
    {
        { "another protocol", Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n") },
        { "a length of zero", new byte[16] },
        { "a negative length", [0xFF, 0xFF, 0xFF, 0xFF, .. new byte[12]] },
        { "a length of 2 GB", [0xFF, 0xFF, 0xFF, 0x7F, .. new byte[8], 0xDD, 7, 0, 0] },
        { "an unknown type", WireClient.Message(2012, new byte[20]) },
        { "no body", WireClient.Message(2013) },
        { "unknown flags", WireClient.Message(2013, [0x04, 0, 0, 0, 0, 5, 0, 0, 0, 0]) },
        { "a missing checksum", WireClient.Message(2013, [1, 0, 0, 0]) },
    };

    public static TheoryData<string, byte[]> BrokenDocuments => new()
    {
        { "a length beyond the message", Document(99, 0) },
        { "a length below the minimum", Document(4) },
        { "a string beyond the document", Document(20, 2, (byte)'a', 0, 0xFF, 0xFF, 0, 0, (byte)'x', 0, 0, 0, 0, 0, 0, 0) },
        { "a negative string", Document(16, 2, (byte)'a', 0, 0xFF, 0xFF, 0xFF, 0xFF, (byte)'x', 0, 0, 0, 0) },
        { "a string that is not UTF-8", Document(15, 2, (byte)'a', 0, 3, 0, 0, 0, 0xC3, 0x28, 0, 0) },
        { "an unterminated name", Document(8, 0x0A, (byte)'a', (byte)'b', (byte)'c') },
        { "an unknown type", Document(9, 0x42, (byte)'a', 0, 1, 0) },
        { "a boolean of seven", Document(9, 8, (byte)'a', 0, 7, 0) },
        { "an empty command", Document(5, 0) },
        { "a nested document that is too long", Document(13, 3, (byte)'a', 0, 0x7F, 0, 0, 0, 0, 0) },
        { "code with scope of a wrong length", Document(27, 0x0F, (byte)'a', 0, 19, 0, 0, 0, 2, 0, 0, 0, (byte)'x', 0, 9, 0, 0, 0, 0, 0, 0, 0, 0) },
        { "nested ten thousand deep", Nested(10_000) },
        { "no database", new BsonDocument("ping", 1).ToBson() },
        { "a database with a dollar", new BsonDocument { { "ping", 1 }, { "$db", "a$b" } }.ToBson() },
        { "a transaction without a session", new BsonDocument { { "find", "x" }, { "$db", "tests" }, { "autocommit", false } }.ToBson() },
        { "a cursor id that is a string", new BsonDocument { { "getMore", "x" }, { "$db", "tests" } }.ToBson() },
        { "cursors that are not an array", new BsonDocument { { "killCursors", "x" }, { "cursors", 1 }, { "$db", "tests" } }.ToBson() },
    };

    [Theory]
    [MemberData(nameof(BrokenFrames))]
    public async Task A_broken_frame_closes_only_its_own_connection(string what, byte[] bytes)
    {
        using var other = await WireClient.ConnectAsync(server.Port);
        using var hostile = await WireClient.ConnectAsync(server.Port);

        await hostile.SendAsync(bytes);

        Assert.True(await hostile.ReceiveAsync() is null, what);
        Assert.Equal(1.0, (await other.CommandAsync(Ping))["ok"].ToDouble());
    }

    [Theory]
    [MemberData(nameof(BrokenDocuments))]
    public async Task A_broken_command_gets_an_error_and_the_connection_stays_open(string what, byte[] document)
    {
        using var hostile = await WireClient.ConnectAsync(server.Port);

        var reply = await hostile.RequestAsync(WireClient.CommandMessage(document));

        Assert.True(reply["ok"] == 0.0, what);
        Assert.Equal(1.0, (await hostile.CommandAsync(Ping))["ok"].ToDouble());
    }

    [Fact]
    public async Task Random_bytes_in_a_command_never_take_the_server_down()
    {
        var random = new Random(4711);
        var valid = new BsonDocument
        {
            { "insert", "fuzz" },
            { "documents", new BsonArray { BsonDocument.Parse("{_id: 1, a: ['x', {b: 2.5}], c: {$numberDecimal: '1.5'}, r: /x/i}") } },
            { "$db", "fuzz" },
        }.ToBson();
        using var client = await WireClient.ConnectAsync(server.Port);

        for (var round = 0; round < 500; round++)
        {
            var bytes = valid.ToArray();
            for (var change = 0; change < 3; change++)
            {
                bytes[random.Next(4, bytes.Length)] = (byte)random.Next(256);
            }

            var reply = await client.RequestAsync(WireClient.CommandMessage(bytes));
            Assert.False(reply["ok"] == 0.0 && reply["code"] == 91, $"round {round}: {reply}");
        }

        Assert.Equal(1.0, (await client.CommandAsync(Ping))["ok"].ToDouble());
    }

    [Fact]
    public async Task A_sequence_with_a_wrong_document_length_is_refused()
    {
        byte[] command = new BsonDocument { { "insert", "x" }, { "$db", "tests" } }.ToBson();
        byte[] name = [.. Encoding.ASCII.GetBytes("documents"), 0];
        byte[] wrong = [200, 0, 0, 0, 0];
        var section = new byte[4 + name.Length + wrong.Length];
        BinaryPrimitives.WriteInt32LittleEndian(section, section.Length);
        name.CopyTo(section, 4);
        wrong.CopyTo(section, 4 + name.Length);
        using var client = await WireClient.ConnectAsync(server.Port);

        var reply = await client.RequestAsync(WireClient.Message(2013, [0, 0, 0, 0, 0, .. command, 1, .. section]));

        Assert.Equal(22, reply["code"].ToInt32());
    }

    [Fact]
    public async Task Announced_messages_of_48_MB_allocate_nothing_before_their_bytes_arrive()
    {
        var clients = new List<WireClient>();
        try
        {
            for (var i = 0; i < 200; i++)
            {
                var client = await WireClient.ConnectAsync(server.Port);
                clients.Add(client);
                var head = WireClient.Message(2013, 0, 0, 0, 0);
                BinaryPrimitives.WriteInt32LittleEndian(head, 47_000_000);
                await client.SendAsync(head);
            }

            using var other = await WireClient.ConnectAsync(server.Port);
            Assert.Equal(1.0, (await other.CommandAsync(Ping))["ok"].ToDouble());
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    private static byte[] Document(int length, params byte[] rest)
    {
        var document = new byte[4 + rest.Length];
        BinaryPrimitives.WriteInt32LittleEndian(document, length);
        rest.CopyTo(document, 4);
        return document.Length < 5 ? [.. document, 0] : document;
    }

    private static byte[] Nested(int depth)
    {
        byte[] document = [5, 0, 0, 0, 0];
        for (var i = 0; i < depth; i++)
        {
            var outer = new byte[document.Length + 8];
            BinaryPrimitives.WriteInt32LittleEndian(outer, outer.Length);
            outer[4] = 3;
            outer[5] = (byte)'a';
            document.CopyTo(outer, 7);
            document = outer;
        }

        return document;
    }
}
