using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Kubrick.Contracts.Uploads;
using Kubrick.Manifests;
using Kubrick.Manifests.Signing;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Storage;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Bson;

namespace Kubrick.Recordings.Tests.Manifests;

public sealed class ManifestEndpointsTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private static readonly byte[] Digests = [.. Enumerable.Range(0, 64).Select(number => (byte)number)];
    private static readonly string Hash = new('a', 64);

    private readonly RecordingsApp app = shared.App;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stored_recording_has_a_manifest_that_its_published_key_verifies()
    {
        var id = await Stored($$"""
            "sha256":"{{Hash}}","isSha256Verified":true,"partHashes":{"algorithm":"sha256","source":"compared","partBytes":50,"digests":"{{Convert.ToBase64String(Digests)}}"}
            """);
        using var response = await app.Http.GetAsync($"/api/recordings/{id}/manifest", Stop);
        Assert.Equal((HttpStatusCode.OK, "application/jose+json", $"{id}.manifest.json"), (response.StatusCode, response.Content.Headers.ContentType!.ToString(), response.Content.Headers.ContentDisposition!.FileName));
        Assert.True(response.Headers.CacheControl!.NoCache);

        var (manifest, kid) = await VerifyAsync(await response.Content.ReadAsStringAsync(Stop));
        Assert.Equal("W/\"", response.Headers.ETag!.ToString()[..3]);
        Assert.Contains(kid, response.Headers.ETag.Tag, StringComparison.Ordinal);
        Assert.Equal((id, "Talk", "Ada", "ready"), ((string)manifest["recording"]!["id"]!, (string)manifest["recording"]!["title"]!, (string)manifest["recorder"]!["name"]!, (string)manifest["recording"]!["status"]!));
        var original = manifest["original"]!;
        Assert.Equal((100, Hash, "compared", null), ((int)original["bytes"]!, (string)original["sha256"]!, (string)original["sha256Source"]!, original["differingClaim"]));
        Assert.Equal(("sha256", "compared", 50), ((string)original["parts"]!["algorithm"]!, (string)original["parts"]!["source"]!, (int)original["parts"]!["partBytes"]!));
        Assert.Equal(Digests.Chunk(32).Select(Convert.ToHexStringLower), original["parts"]!["hashes"]!.AsArray().Select(hash => (string)hash!));
        Assert.Equal((false, null), ((bool)manifest["recovery"]!["isRecovered"]!, manifest["recovery"]!["missingSeconds"]));
        Assert.Equal("2026-03-04T12:00:00Z", (string)manifest["recording"]!["recordedAt"]!);
    }

    [Fact]
    public async Task A_manifest_has_no_internal_names_and_no_address_of_the_recorder()
    {
        var id = await Stored("\"duration\":1");
        var recording = await FindAsync(id);
        Assert.Equal("127.0.0.1", recording.SessionInfo.IpAddress);
        var (manifest, _) = await VerifyAsync(await app.Http.GetStringAsync(new Uri($"/api/recordings/{id}/manifest", UriKind.Relative), Stop));
        var text = manifest.ToJsonString();
        Assert.All([recording.StorageKey!, recording.StorageBucket!, "127.0.0.1", "s-secret", "storage"], secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        Assert.Contains("Firefox", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_version_is_not_sent_again_and_a_change_is()
    {
        var id = await Stored("\"duration\":1");
        using var first = await app.Http.GetAsync($"/api/recordings/{id}/manifest", Stop);
        Assert.Equal(HttpStatusCode.NotModified, await StatusWith(first.Headers.ETag!.ToString()));
        Assert.Equal(200, (await app.PatchAsync(id, """{"title":"Other"}""")).Status);
        Assert.Equal(HttpStatusCode.OK, await StatusWith(first.Headers.ETag!.ToString()));

        async Task<HttpStatusCode> StatusWith(string tag)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/recordings/{id}/manifest") { Headers = { { "If-None-Match", tag } } };
            using var response = await app.Http.SendAsync(request, Stop);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task Without_a_stored_original_there_is_no_manifest()
    {
        (await app.GetAsync("/api/recordings/nonsense/manifest")).IsError(400, "INVALID_ID");
        (await app.GetAsync("/api/recordings/000000000000000000000000/manifest")).IsError(404, "NOT_FOUND");
        var id = (string)(await app.CreateAsync())["id"]!;
        (await app.GetAsync($"/api/recordings/{id}/manifest")).IsError(409, "CONFLICT");
        await StartAsync(id);
        (await app.GetAsync($"/api/recordings/{id}/manifest")).IsError(409, "CONFLICT");

        var stored = await Stored("\"duration\":1");
        Assert.Equal(204, (await app.SendAsync(HttpMethod.Delete, $"/api/recordings/{stored}", null)).Status);
        (await app.GetAsync($"/api/recordings/{stored}/manifest")).IsError(404, "NOT_FOUND");
    }

    [Fact]
    public async Task A_new_upload_of_a_failed_recording_has_no_manifest_until_it_is_stored()
    {
        var recording = Sample.Recording(RecordingStatus.Error) with { StorageKey = "k", FileBytes = 7, Sha256 = Hash, PartHashes = new PartHashFacts { Algorithm = "sha256", Source = "computed", PartBytes = 7, Digest = "d" } };
        await app.Collection.InsertOneAsync(recording, cancellationToken: Stop);
        var id = recording.Id.ToString();
        Assert.Equal(HttpStatusCode.OK, (await app.Http.GetAsync($"/api/recordings/{id}/manifest", Stop)).StatusCode);
        await StartAsync(id);
        (await app.GetAsync($"/api/recordings/{id}/manifest")).IsError(409, "CONFLICT");
        Assert.Equal((null, null), ((await FindAsync(id)).Sha256, (await FindAsync(id)).PartHashes));
    }

    [Fact]
    public async Task An_archived_recording_keeps_its_manifest()
    {
        var id = await Stored("\"duration\":1");
        Assert.Equal(200, (await app.PatchAsync(id, """{"status":"archived"}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await app.Http.GetAsync($"/api/recordings/{id}/manifest", Stop)).StatusCode);
    }

    [Fact]
    public async Task A_document_of_the_first_system_has_a_manifest_without_hashes()
    {
        var recording = Sample.Recording(RecordingStatus.Ready) with { StorageKey = "recordings/old.webm", FileBytes = 9, StorageProvider = null };
        await app.Collection.InsertOneAsync(recording, cancellationToken: Stop);
        var (manifest, _) = await VerifyAsync(await app.Http.GetStringAsync(new Uri($"/api/recordings/{recording.Id}/manifest", UriKind.Relative), Stop));
        Assert.Equal((9, null, null), ((int)manifest["original"]!["bytes"]!, manifest["original"]!["sha256"], manifest["original"]!["parts"]));
    }

    private static readonly string[] WrongHashes =
    [
        "[]", "1", "{}", """{"algorithm":"sha256"}""",
        Hashes("crc32", "computed", 50, Digests), Hashes("sha256", "guessed", 50, Digests), Hashes("sha256", "computed", 0, Digests),
        Hashes("sha256", "computed", 49, Digests), Hashes("sha256", "computed", 100, Digests), Hashes("md5", "computed", 50, Digests), Hashes("sha256", "computed", 50, Digests[1..]),
        """{"algorithm":"sha256","source":"computed","partBytes":50,"digests":"!"}""", """{"algorithm":"sha256","source":"computed","partBytes":50,"digests":""}""",
    ];

    public static TheoryData<string> Wrong => [.. WrongHashes];

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Hashes_that_do_not_fit_the_file_are_refused_and_change_nothing(string hashes)
    {
        var id = (string)(await app.CreateAsync())["id"]!;
        var key = await StartAsync(id);
        var answer = await Post(UploadRoutes.Completed(id), $$"""{"storageKey":"{{key}}","fileBytes":100,"partHashes":{{hashes}}}""");
        answer.IsError(422, "VALIDATION_ERROR");
        Assert.Equal(RecordingStatus.Uploading, (await FindAsync(id)).Status);
    }

    [Fact]
    public async Task A_repeated_completion_keeps_the_first_hashes()
    {
        var id = (string)(await app.CreateAsync())["id"]!;
        var key = await StartAsync(id);
        foreach (var source in new[] { "compared", "claimed", "compared" })
        {
            var body = $$"""{"storageKey":"{{key}}","fileBytes":100,"partHashes":{{Hashes("sha256", source, 50, Digests)}}}""";
            Assert.Equal(200, (await Post(UploadRoutes.Completed(id), body)).Status);
        }

        Assert.Equal("compared", (await FindAsync(id)).PartHashes!.Source);
    }

    private static string Hashes(string algorithm, string source, long partBytes, byte[] digests) =>
        $$"""{"algorithm":"{{algorithm}}","source":"{{source}}","partBytes":{{partBytes}},"digests":"{{Convert.ToBase64String(digests)}}"}""";

    private async Task<Recording> FindAsync(string id) => (await app.Services.GetRequiredService<Recordings.Database.RecordingStore>().FindAsync(ObjectId.Parse(id), Stop))!;

    private Task<RecordingsApp.Answer> Post(string address, string body) => app.SendAsync(HttpMethod.Post, address, body, contentType: "application/json");

    private async Task<string> StartAsync(string id)
    {
        var location = app.Services.GetRequiredService<StorageLocation>();
        var started = await Post(UploadRoutes.State(id), $$"""{"provider":"{{location.Provider}}","bucket":"{{location.Bucket}}"}""");
        Assert.Equal(200, started.Status);
        var version = (long)started.Json!["version"]!;
        var session = $$"""{"uploadId":"s-secret","fileSize":100,"chunkSize":50,"version":{{version}}}""";
        Assert.Equal(200, (await app.SendAsync(HttpMethod.Put, UploadRoutes.Session(id), session, contentType: "application/json")).Status);
        return (string)started.Json["storageKey"]!;
    }

    private async Task<string> Stored(string completion)
    {
        var id = (string)(await app.CreateAsync("""{"title":"Talk","recorderName":"Ada","playbackFormat":"video","recordedAt":"2026-03-04T13:00:00+01:00","sessionInfo":{"browserName":"Firefox"}}"""))["id"]!;
        var key = await StartAsync(id);
        Assert.Equal(200, (await Post(UploadRoutes.Completed(id), $$"""{"storageKey":"{{key}}","fileBytes":100,{{completion}}}""")).Status);
        return id;
    }

    /// <summary>Verifies a manifest as RFC 7515 says, with the published keys and the runtime's own ECDSA.</summary>
    private async Task<(JsonNode Manifest, string Kid)> VerifyAsync(string text)
    {
        var jws = JsonNode.Parse(text)!;
        var header = JsonNode.Parse(Base64Url.DecodeFromChars((string)jws["protected"]!))!;
        using var response = await app.Http.GetAsync("/api/manifest-keys", Stop);
        Assert.Equal("application/jwk-set+json", response.Content.Headers.ContentType!.ToString());
        var keys = JsonNode.Parse(await response.Content.ReadAsStringAsync(Stop))!["keys"]!.AsArray();
        var key = Assert.Single(keys, candidate => (string)candidate!["kid"]! == (string)header["kid"]!)!;
        using var ecdsa = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = Base64Url.DecodeFromChars((string)key["x"]!), Y = Base64Url.DecodeFromChars((string)key["y"]!) },
        });
        Assert.True(ecdsa.VerifyData(
            Encoding.ASCII.GetBytes($"{jws["protected"]}.{jws["payload"]}"),
            Base64Url.DecodeFromChars((string)jws["signature"]!),
            HashAlgorithmName.SHA256,
            DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
        // And the program that checks files accepts what it says.
        Assert.Equal(Manifest.FormatName, SignedManifest.Read(Encoding.UTF8.GetBytes(text)).ReadManifest().Format);
        return (JsonNode.Parse(Base64Url.DecodeFromChars((string)jws["payload"]!))!, (string)key["kid"]!);
    }
}
