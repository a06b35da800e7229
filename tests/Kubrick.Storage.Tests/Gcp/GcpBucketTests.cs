using System.Net;
using System.Text.Json.Nodes;
using Kubrick.Storage.Gcp;
using Kubrick.Storage.Tests.Servers;

namespace Kubrick.Storage.Tests.Gcp;

public sealed class GcpBucketTests : GcpBed
{
    [Fact]
    public async Task A_new_bucket_is_private_with_CORS_and_a_lifecycle_rule()
    {
        await using var storage = await StorageHost.StartGcpAsync(
            Stub, [new("Storage:Gcp:Bucket", "new-bucket"), new("Storage:Gcp:Location", "EU"), new("Cors:Origins:0", "https://app.example.org")]);

        // Twice: the setup is idempotent.
        await SetUpAsync(storage);
        await SetUpAsync(storage);

        var settings = JsonNode.Parse(Stub.SettingsOf("new-bucket"))!;
        Assert.Equal("EU", settings["location"]!.GetValue<string>());
        Assert.Equal("enforced", settings["iamConfiguration"]!["publicAccessPrevention"]!.GetValue<string>());
        Assert.True(settings["iamConfiguration"]!["uniformBucketLevelAccess"]!["enabled"]!.GetValue<bool>());
        var rule = Assert.Single(settings["lifecycle"]!["rule"]!.AsArray())!;
        Assert.Equal(("AbortIncompleteMultipartUpload", 7), (rule["action"]!["type"]!.GetValue<string>(), rule["condition"]!["age"]!.GetValue<int>()));
        Assert.Equal("https://app.example.org", Assert.Single(Assert.Single(settings["cors"]!.AsArray())!["origin"]!.AsArray())!.GetValue<string>());

        using var request = new HttpRequestMessage(HttpMethod.Get, await storage.Signer.SignReadAsync("a/b.webm", null, Cancel));
        request.Headers.Add("Origin", "https://app.example.org");
        using var answer = await storage.Http.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("ETag", answer.Headers.GetValues("Access-Control-Expose-Headers").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_of_others_are_kept()
    {
        await using (var first = await StorageHost.StartGcpAsync(Stub, [new("Cors:Origins:0", "https://old.example.org")]))
        {
            await SetUpAsync(first);
        }

        var client = Storage.Get<GcpClient>();
        var foreign = new Google.Apis.Storage.v1.Data.Bucket
        {
            Name = Bucket,
            Cors = [new() { Origin = ["https://other.example.org"], Method = ["GET"], ResponseHeader = ["X-Other"] }],
            Lifecycle = new() { Rule = [new() { Action = new() { Type = "Delete" }, Condition = new() { Age = 400 } }] },
        };
        await client.CallAsync((storage, cancel) => storage.PatchBucketAsync(foreign, null, cancel), Cancel);
        await SetUpAsync(Storage);

        var settings = JsonNode.Parse(Stub.SettingsOf(Bucket))!;
        Assert.Equal(["*", "https://other.example.org"], settings["cors"]!.AsArray().Select(rule => rule!["origin"]![0]!.GetValue<string>()));
        Assert.Equal(["AbortIncompleteMultipartUpload", "Delete"], settings["lifecycle"]!["rule"]!.AsArray().Select(rule => rule!["action"]!["type"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_new_bucket_needs_a_project()
    {
        await using var storage = await StorageHost.StartGcpAsync(Stub, [new("Storage:Gcp:Bucket", "new-bucket"), new("Storage:Gcp:ProjectId", "")]);

        var refused = await Assert.ThrowsAsync<StorageException>(() => SetUpAsync(storage));

        Assert.Contains("GCP_PROJECT_ID", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Services_do_not_read_or_change_the_settings_of_the_bucket()
    {
        await Storage.Writer.PutAsync("a/b.webm", new byte[1], "video/webm", null, Cancel);
        await Storage.Remover.DeletePrefixAsync("a/", Cancel);

        Assert.Equal(0, Count(request => request.Path == $"/storage/v1/b/{Bucket}"));
    }

    [Fact]
    public async Task Objects_of_several_pages_are_all_deleted()
    {
        var objects = new GcpObjects(Storage.Get<GcpClient>(), Storage.Get<GcpCaching>(), TimeProvider.System) { PageSize = 2 };
        for (var number = 1; number <= 5; number++)
        {
            await objects.PutAsync($"streams/x/{number}.m4s", new byte[1], "video/mp4", null, Cancel);
        }

        Assert.Equal(5, await objects.DeletePrefixAsync("streams/x/", Cancel));
        Assert.Equal(0, await objects.DeletePrefixAsync("streams/x/", Cancel));
    }

    private static async Task SetUpAsync(StorageHost storage)
    {
        foreach (var step in storage.Get<IBucketSetup>().Steps)
        {
            await step.RunAsync(Cancel);
        }
    }
}
