using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Kubrick.Contracts.Processing;
using Kubrick.Contracts.Recordings;
using Kubrick.Contracts.Uploads;
using Kubrick.Manifests;
using Kubrick.Manifests.Signing;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Storage;
using Kubrick.Testing;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Tests.Processing;

/// <summary>The hashes of parts that a worker computes, because the upload left none. With its own broker: replicas share their queues.</summary>
public sealed class ComputedPartHashesTests(Servers servers)
{
    private const long PartBytes = 60;

    private static readonly string Digests = Convert.ToBase64String([.. SHA256.HashData([1]), .. SHA256.HashData([2])]);
    private static readonly PartHashes Computed = new(PartHashes.Sha256, HashSources.Computed, PartBytes, Digests);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_is_asked_for_them_and_the_manifest_states_them()
    {
        await using var bed = await Bed.StartAsync(servers);
        var id = await bed.UploadedAsync("");
        Assert.Equal(PartSizes.Default, (long)(await bed.ClaimAsync(id))["partBytes"]!);

        await bed.Bus.Publish(new ProcessingProgressed(id, 1, Found(Computed), DateTimeOffset.UnixEpoch), Stop);
        // Delivered late, twice, and by a worker that does not know them.
        await bed.Bus.Publish(new ProcessingDone(id, 1, Found(Computed), DateTimeOffset.UnixEpoch), Stop);
        await bed.Bus.Publish(new ProcessingProgressed(id, 1, Found(null), DateTimeOffset.UnixEpoch), Stop);
        await bed.ProcessedAsync(id);

        var parts = (await bed.ManifestAsync(id)).Original.Parts!;
        Assert.Equal((PartHashes.Sha256, HashSources.Computed, PartBytes), (parts.Algorithm, parts.Source, parts.PartBytes));
        Assert.Equal([Convert.ToHexStringLower(SHA256.HashData([1])), Convert.ToHexStringLower(SHA256.HashData([2]))], parts.Hashes);

        // A second request does not compute them again.
        Assert.Equal(202, (await bed.App.SendAsync(HttpMethod.Post, $"/api/recordings/{id}/process", null)).Status);
        Assert.Null((await bed.ClaimAsync(id, 2))["partBytes"]);
    }

    [Fact]
    public async Task Those_of_the_upload_stay_and_impossible_ones_are_dropped()
    {
        await using var bed = await Bed.StartAsync(servers);
        var upload = new byte[2 * SHA256.HashSizeInBytes];
        var uploaded = await bed.UploadedAsync($$""","partHashes":{"algorithm":"sha256","source":"compared","partBytes":50,"digests":"{{Convert.ToBase64String(upload)}}"}""");
        Assert.Null((await bed.ClaimAsync(uploaded))["partBytes"]);
        await bed.Bus.Publish(new ProcessingDone(uploaded, 1, Found(Computed), DateTimeOffset.UnixEpoch), Stop);
        PartHashes[] impossible = [Computed with { PartBytes = 100 }, Computed with { PartBytes = 0 }, Computed with { Digests = "!" }, Computed with { Algorithm = "crc32" }];
        var ids = new List<string>();
        foreach (var hashes in impossible)
        {
            ids.Add(await bed.UploadedAsync(""));
            await bed.Bus.Publish(new ProcessingDone(ids[^1], 1, Found(hashes), DateTimeOffset.UnixEpoch), Stop);
        }

        await bed.ProcessedAsync(uploaded);
        Assert.Equal("compared", (await bed.ManifestAsync(uploaded)).Original.Parts!.Source);
        foreach (var id in ids)
        {
            await bed.ProcessedAsync(id);
            Assert.Null((await bed.ManifestAsync(id)).Original.Parts);
        }
    }

    [Fact]
    public async Task A_result_that_nobody_waits_for_leaves_no_hashes()
    {
        await using var bed = await Bed.StartAsync(servers);
        var id = await bed.UploadedAsync("");
        await bed.Bus.Publish(new ProcessingProgressed(id, 9, Found(Computed), DateTimeOffset.UnixEpoch), Stop);
        await bed.Bus.Publish(new ProcessingProgressed("000000000000000000000000", 1, Found(Computed), DateTimeOffset.UnixEpoch), Stop);
        await bed.Bus.Publish(new ProcessingProgressed("no id at all", 1, Found(Computed), DateTimeOffset.UnixEpoch), Stop);
        await bed.Bus.Publish(new ProcessingDone(id, 1, Found(null), DateTimeOffset.UnixEpoch), Stop);
        await bed.ProcessedAsync(id);

        Assert.Null((await bed.ManifestAsync(id)).Original.Parts);
        var stored = bed.App.Services.GetRequiredService<IMongoDatabase>().GetCollection<BsonDocument>("partHashes");
        Assert.Equal(0, await stored.CountDocumentsAsync(new BsonDocument(), cancellationToken: Stop));
    }

    private static ProcessingFindings Found(PartHashes? hashes) => new() { Bytes = 100, Sha256 = new string('a', 64), PartHashes = hashes };

    private sealed class Bed(RabbitMqServer broker, RecordingsApp app, IBusControl bus) : IAsyncDisposable
    {
        public RecordingsApp App => app;

        public IBusControl Bus => bus;

        public static async Task<Bed> StartAsync(Servers servers)
        {
            var broker = await RabbitMqServer.StartAsync(Stop);
            var app = await RecordingsApp.StartAsync(servers, new() { ["ConnectionStrings:messaging"] = broker.Address });
            var bus = MassTransit.Bus.Factory.CreateUsingRabbitMq(rabbit => rabbit.Host(new Uri(broker.Address)));
            await bus.StartAsync(Stop);
            await app.Http.ListensAsync(Stop);
            return new Bed(broker, app, bus);
        }

        public async Task<string> UploadedAsync(string fields)
        {
            var location = app.Services.GetRequiredService<StorageLocation>();
            var id = (string)(await app.CreateAsync())["id"]!;
            var started = await app.SendAsync(HttpMethod.Post, UploadRoutes.State(id), $$"""{"provider":"{{location.Provider}}","bucket":"{{location.Bucket}}","fileSize":100}""");
            var key = (string)started.Json!["storageKey"]!;
            Assert.Equal(200, (await app.SendAsync(HttpMethod.Post, UploadRoutes.Completed(id), $$"""{"storageKey":"{{key}}","fileBytes":100{{fields}}}""")).Status);
            return id;
        }

        public async Task<JsonObject> ClaimAsync(string id, int generation = 1)
        {
            var ticket = await app.SendAsync(HttpMethod.Post, ProcessingRoutes.Claim(id), $$"""{"generation":{{generation}}}""");
            Assert.Equal(200, ticket.Status);
            return ticket.Json!;
        }

        public Task ProcessedAsync(string id) => Eventually.TrueAsync(
            "it is processed", async () => (string)(await app.GetAsync($"/api/recordings/{id}")).Data["attributes"]!["processing"]!["state"]! == "done", Stop);

        public async Task<Manifest> ManifestAsync(string id) =>
            SignedManifest.Read(await app.Http.GetByteArrayAsync(new Uri($"/api/recordings/{id}/manifest", UriKind.Relative), Stop)).ReadManifest();

        public async ValueTask DisposeAsync()
        {
            await bus.StopAsync(CancellationToken.None);
            await app.DisposeAsync();
            await broker.DisposeAsync();
        }
    }
}
