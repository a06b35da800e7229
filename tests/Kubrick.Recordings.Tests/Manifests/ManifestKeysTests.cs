using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Kubrick.Manifests.Signing;
using Kubrick.Recordings.Manifests;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.ServiceDefaults;
using Kubrick.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Tests.Manifests;

public sealed class ManifestKeysTests(Servers servers)
{
    private const string Setting = "Manifests:SigningKey";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Replicas_that_start_together_make_one_key()
    {
        var database = await servers.NewDatabaseAsync();
        var apps = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => StartAsync(database)));
        try
        {
            var signing = await Task.WhenAll(apps.Select(KeyOf));
            Assert.Single(signing.Distinct());
            var published = await Task.WhenAll(apps.Select(Published));
            Assert.All(published, keys => Assert.Equal([signing[0]], keys));
        }
        finally
        {
            await Task.WhenAll(apps.Select(app => app.DisposeAsync().AsTask()));
        }

        // And the next start finds it.
        await using var next = await StartAsync(database);
        Assert.Single(await Published(next));
    }

    [Fact]
    public async Task Many_stores_that_make_the_key_at_the_same_moment_agree()
    {
        await using var app = await StartAsync(await servers.NewDatabaseAsync());
        var database = app.Services.GetRequiredService<IMongoDatabase>();
        for (var round = 0; round < 5; round++)
        {
            await KeyDocuments(app).DeleteManyAsync(Builders<BsonDocument>.Filter.Empty, Stop);
            var keys = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => new ManifestKeyStore(database, TimeProvider.System).FindOrMakeAsync(Stop)));
            Assert.Single(keys.Select(key => key.PublicKey).Distinct());
            Array.ForEach(keys, key => key.Dispose());
        }
    }

    [Fact]
    public async Task After_a_rotation_the_old_key_stays_published()
    {
        var database = await servers.NewDatabaseAsync();
        string first;
        await using (var app = await StartAsync(database))
        {
            first = await KeyOf(app);
            await KeyDocuments(app).DeleteOneAsync(Builders<BsonDocument>.Filter.Eq("_id", ManifestKeyStore.GeneratedId), Stop);
        }

        using var configured = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string second;
        await using (var app = await StartAsync(database))
        {
            second = await KeyOf(app);
            Assert.Equal([second, first], await Published(app));
        }

        await using var last = await StartAsync(database, (Setting, configured.ExportPkcs8PrivateKeyPem()));
        var third = await KeyOf(last);
        Assert.Equal(3, new[] { first, second, third }.Distinct().Count());
        Assert.Equal([third, second, first], await Published(last));
    }

    [Fact]
    public async Task A_key_of_the_settings_is_read_as_PEM_or_from_a_file_and_is_never_stored()
    {
        using var configured = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var retired = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = configured.ExportECPrivateKeyPem();
        var expected = PublicKey.OfPem(pem).Thumbprint;
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, pem, Stop);
            foreach (var setting in new[] { pem, pem.ReplaceLineEndings("\\n"), file })
            {
                await using var app = await StartAsync(await servers.NewDatabaseAsync(), (Setting, setting), ("Manifests:RetiredKeys:0", retired.ExportSubjectPublicKeyInfoPem()));
                Assert.Equal(expected, await KeyOf(app));
                Assert.Equal([expected, PublicKey.OfPem(retired.ExportSubjectPublicKeyInfoPem()).Thumbprint], await Published(app));
                Assert.All(await KeyDocuments(app).Find(Builders<BsonDocument>.Filter.Empty).ToListAsync(Stop), document => Assert.False(document.Contains("privateKey")));
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_wrong_key_in_the_settings_is_named_and_never_shown()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var ours = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string[] wrong = [other.ExportPkcs8PrivateKeyPem(), ours.ExportSubjectPublicKeyInfoPem(), "/nowhere/secret.pem", "-----BEGIN PRIVATE KEY-----\nMIGHsecret\n-----END PRIVATE KEY-----"];
        foreach (var value in wrong)
        {
            var fault = Assert.Single(new ManifestOptions { SigningKey = value }.Validate(new(new object()))).ErrorMessage!;
            Assert.StartsWith("Manifests__SigningKey cannot be used: ", fault, StringComparison.Ordinal);
            Assert.DoesNotContain("MI", fault, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", fault, StringComparison.Ordinal);
        }

        var retired = new ManifestOptions();
        retired.RetiredKeys.Add("nonsense");
        Assert.StartsWith("Manifests__RetiredKeys cannot be used: ", Assert.Single(retired.Validate(new(new object()))).ErrorMessage, StringComparison.Ordinal);
        Assert.Empty(new ManifestOptions { SigningKey = " " }.Validate(new(new object())));
    }

    [Fact]
    public async Task A_wrong_key_in_the_settings_stops_the_start()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration[Setting] = "/nowhere/secret.pem";
        builder.Configuration["ConnectionStrings:kubrick"] = await servers.NewDatabaseAsync();
        builder.Configuration["ConnectionStrings:messaging"] = await servers.BrokerAsync();
        builder.AddServiceDefaults();
        builder.AddRecordings();
        await using var app = builder.Build();
        var failure = Assert.Throws<OptionsValidationException>(app.Services.GetRequiredService<IStartupValidator>().Validate);
        Assert.Contains("Manifests__SigningKey cannot be used", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_published_keys_are_public()
    {
        await using var app = await StartAsync(await servers.NewDatabaseAsync());
        var text = await app.Http.GetStringAsync(new Uri("/api/manifest-keys", UriKind.Relative), Stop);
        var key = Assert.Single(JsonNode.Parse(text)!["keys"]!.AsArray())!.AsObject();
        Assert.Equal(["kty", "crv", "x", "y", "kid", "use", "alg"], key.Select(member => member.Key));
        Assert.Equal(("EC", "P-256", "sig", "ES256"), ((string)key["kty"]!, (string)key["crv"]!, (string)key["use"]!, (string)key["alg"]!));
    }

    [Fact]
    public async Task A_damaged_key_in_the_database_fails_only_manifests()
    {
        var database = await servers.NewDatabaseAsync();
        var url = new MongoUrl(database);
        using (var client = new MongoClient(url))
        {
            var documents = client.GetDatabase(url.DatabaseName).GetCollection<BsonDocument>(ManifestKeyStore.Collection);
            await documents.InsertOneAsync(new BsonDocument { ["_id"] = ManifestKeyStore.GeneratedId, ["privateKey"] = "text" }, cancellationToken: Stop);
        }

        await using var app = await StartAsync(database);
        (await app.GetAsync("/api/manifest-keys")).IsError(500, "SERVER_ERROR");
        await app.CreateAsync();
        await KeyDocuments(app).DeleteManyAsync(Builders<BsonDocument>.Filter.Empty, Stop);
        await Eventually.TrueAsync("a new key is made", async () => (await app.GetAsync("/api/manifest-keys")).Status == 200, Stop);
    }

    private static IMongoCollection<BsonDocument> KeyDocuments(RecordingsApp app) =>
        app.Services.GetRequiredService<IMongoDatabase>().GetCollection<BsonDocument>(ManifestKeyStore.Collection);

    private static async Task<string> KeyOf(RecordingsApp app) => (await app.Services.GetRequiredService<ManifestKeys>().SigningKeyAsync(Stop)).PublicKey.Thumbprint;

    private static async Task<IReadOnlyList<string>> Published(RecordingsApp app) =>
        [.. (await app.GetAsync("/api/manifest-keys")).Json!["keys"]!.AsArray().Select(key => (string)key!["kid"]!)];

    private Task<RecordingsApp> StartAsync(string database, params (string Name, string Value)[] settings) =>
        RecordingsApp.StartAsync(servers, settings.Append(("ConnectionStrings:kubrick", database)).ToDictionary());
}
