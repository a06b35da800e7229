using Kubrick.Testing;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.DocumentDbGateway.Tests;

public sealed class CrashTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Acknowledged_writes_survive_SIGKILL_of_every_process()
    {
        var data = Directory.CreateTempSubdirectory("kubrick-crash-").FullName;
        try
        {
            var acknowledged = 0;
            await using (var first = await MongoScript.StartAsync(data))
            {
                var items = first.Collection();
                for (; acknowledged < 50; acknowledged++)
                {
                    await items.InsertOneAsync(new BsonDocument("_id", acknowledged), null, Cancelled);
                }

                await first.KillAllAsync();
            }

            await using var second = await MongoScript.StartAsync(data);
            Assert.Equal(acknowledged, await second.Collection().CountDocumentsAsync("{}", null, Cancelled));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Theory]
    [InlineData("postgres")]
    [InlineData("gateway")]
    public async Task When_one_process_dies_the_script_stops_the_other_and_fails(string victim)
    {
        var data = Directory.CreateTempSubdirectory("kubrick-crash-").FullName;
        try
        {
            await using var script = await MongoScript.StartAsync(data);
            script.Kill(victim);

            Assert.Equal(1, await script.ExitAsync());
            await Eventually.TrueAsync("no process is running", () => Task.FromResult(script.Processes().Count == 0), Cancelled);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Fact]
    public async Task SIGTERM_stops_every_process_with_exit_code_0()
    {
        var data = Directory.CreateTempSubdirectory("kubrick-crash-").FullName;
        try
        {
            await using var script = await MongoScript.StartAsync(data);
            script.Terminate();

            Assert.Equal(0, await script.ExitAsync());
            Assert.Empty(script.Processes());
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Fact]
    public async Task A_crashed_backend_fails_no_retryable_write_and_no_read()
    {
        var data = Directory.CreateTempSubdirectory("kubrick-crash-").FullName;
        try
        {
            await using var script = await MongoScript.StartAsync(data);
            var items = script.Collection();
            await items.InsertOneAsync(BsonDocument.Parse("{_id: 1, n: 0}"), null, Cancelled);

            script.Kill("backend");
            var after = await items.FindOneAndUpdateAsync<BsonDocument>("{_id: 1}", "{$inc: {n: 1}}", new() { ReturnDocument = ReturnDocument.After }, Cancelled);

            Assert.Equal(1, after["n"].ToInt32());
            Assert.Equal(1, await items.CountDocumentsAsync("{}", null, Cancelled));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Fact]
    public async Task An_invalid_port_is_refused_with_a_message()
    {
        using var process = MongoScript.Run(["--port", "70000", "--data", "/tmp"]);
        var errors = await process.StandardError.ReadToEndAsync(Cancelled);
        await process.WaitForExitAsync(Cancelled);

        Assert.Equal(64, process.ExitCode);
        Assert.Contains("--port needs a port number", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_installation_is_reported_with_the_install_command()
    {
        var empty = Directory.CreateTempSubdirectory("kubrick-none-").FullName;
        try
        {
            using var process = MongoScript.Run(["--port", "20000", "--data", Path.Combine(empty, "data"), "--tools", empty]);
            var errors = await process.StandardError.ReadToEndAsync(Cancelled);
            await process.WaitForExitAsync(Cancelled);

            Assert.Equal(69, process.ExitCode);
            Assert.Contains("deploy/local/mongo/install", errors.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(empty, recursive: true);
        }
    }
}
