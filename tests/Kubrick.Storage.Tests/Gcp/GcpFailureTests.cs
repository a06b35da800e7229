using Kubrick.Storage.Tests.Conformance;
using Kubrick.Storage.Tests.Servers;
using Kubrick.Testing.Gcs;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kubrick.Storage.Tests.Gcp;

/// <summary>What the provider does when the storage refuses, fails, or is not there.</summary>
public sealed class GcpFailureTests : GcpBed
{
    private const string Key = "streams/1/stream.m3u8";

    [Theory]
    [InlineData(503, null)]
    [InlineData(500, null)]
    [InlineData(429, "rateLimitExceeded")]
    [InlineData(403, "userRateLimitExceeded")]
    public async Task Every_operation_is_repeated_after_a_passing_failure(int status, string? reason)
    {
        var fault = new GcsFault(status, reason);
        await AfterFailureAsync(fault, () => Storage.Writer.PutAsync(Key, new byte[10], "video/webm", null, Cancel));
        await AfterFailureAsync(fault, () => Storage.Reader.FindAsync(Key, Cancel));
        await AfterFailureAsync(fault, async () => await Bytes.ReadAllAsync((await Storage.Reader.OpenReadAsync(Key, 0, null, Cancel))!));
        await AfterFailureAsync(fault, () => Storage.Uploads.StartAsync(new("a/b.webm", "video/webm", 10, null), Cancel));
        await AfterFailureAsync(fault, () => Storage.Remover.DeletePrefixAsync("streams/", Cancel));
    }

    [Fact]
    public async Task A_missing_permission_is_refused_at_once()
    {
        Stub.Fault = _ => new GcsFault(403, "forbidden");

        var put = await FailureAsync(() => Storage.Writer.PutAsync(Key, new byte[10], "video/webm", null, Cancel));
        var find = await FailureAsync(() => Storage.Reader.FindAsync(Key, Cancel));
        var begin = await FailureAsync(() => Storage.Uploads.StartAsync(new(Key, "video/webm", 10, null), Cancel));

        Assert.All([put, find, begin], failure => Assert.Equal(StorageError.Refused, failure.Error));
        Assert.Contains("permission", put.Message, StringComparison.Ordinal);
        Assert.Equal(3, Stub.Requests.Count);
    }

    [Theory]
    [InlineData("<html>\r\n<body>  Forbidden\u0000\u001b[31m</body></html>", "<html> <body> Forbidden [31m</body></html>")]
    [InlineData("No https://storage.example.org/o?upload_id=SECRET for upload_id=SECRET&x=y here.", "No for here.")]
    [InlineData("""{"error":{"message":"At\n https://storage.example.org/?upload_id=SECRET denied"}}""", "At denied")]
    [InlineData("", "")]
    public async Task Only_the_first_words_of_a_refusal_are_kept(string text, string kept)
    {
        using var response = new HttpResponseMessage(System.Net.HttpStatusCode.Forbidden) { Content = new StringContent(text) };
        var refused = await Kubrick.Storage.Gcp.GcpFailure.ReadAsync(response, Cancel);
        Assert.Equal(kept, refused.Error.Message);

        using var endless = new HttpResponseMessage(System.Net.HttpStatusCode.Forbidden) { Content = new StringContent(string.Concat(Enumerable.Repeat("word ", 10_000))) };
        Assert.Equal(200, (await Kubrick.Storage.Gcp.GcpFailure.ReadAsync(endless, Cancel)).Error.Message.Length);
    }

    [Fact]
    public async Task A_full_quota_is_full()
    {
        Stub.Fault = _ => new GcsFault(403, "quotaExceeded");

        Assert.Equal(StorageError.Full, (await FailureAsync(() => Storage.Writer.PutAsync(Key, new byte[10], "video/webm", null, Cancel))).Error);
    }

    [Fact]
    public async Task A_wrong_bucket_is_refused_and_never_taken_for_a_missing_object()
    {
        await using var wrong = await StorageHost.StartGcpAsync(Stub, [new("Storage:Gcp:Bucket", "no-such-bucket")]);
        Func<Task>[] calls =
        [
            () => wrong.Reader.FindAsync(Key, Cancel),
            () => wrong.Reader.OpenReadAsync(Key, 0, null, Cancel),
            () => wrong.Remover.DeleteAsync(Key, Cancel),
            () => wrong.Remover.DeletePrefixAsync("streams/", Cancel),
            () => wrong.Writer.PutAsync(Key, new byte[10], "video/webm", null, Cancel),
            () => wrong.Uploads.StartAsync(new(Key, "video/webm", 10, null), Cancel),
        ];

        foreach (var call in calls)
        {
            var failure = await FailureAsync(call);
            Assert.Equal((StorageError.NoBucket, "The bucket does not exist."), (failure.Error, failure.Message));
        }
    }

    [Fact]
    public async Task Another_accounts_key_is_refused_by_the_storage_and_its_URLs_by_everyone()
    {
        await using var foreign = await StorageHost.StartGcpAsync(Stub, [new("Storage:Gcp:CredentialsFile", Stub.Account.WriteKey(isForeign: true))]);
        var url = await foreign.Signer.SignReadAsync("a/b.webm", null, Cancel);

        Assert.Equal(StorageError.Refused, (await FailureAsync(() => foreign.Reader.FindAsync("a/b.webm", Cancel))).Error);
        using var answer = await foreign.Http.GetAsync(url, Cancel);
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task An_unreachable_storage_is_unavailable_and_unhealthy()
    {
        await using var unreachable = await StorageHost.StartGcpAsync(Stub, [new("Storage:Gcp:Endpoint", "http://127.0.0.1:9")]);

        Assert.Equal(StorageError.Unavailable, (await FailureAsync(() => unreachable.Reader.FindAsync(Key, Cancel))).Error);
        Assert.Equal(HealthStatus.Unhealthy, await HealthAsync(unreachable));
        Assert.Equal(HealthStatus.Healthy, await HealthAsync(Storage));
    }

    [Fact]
    public async Task A_file_that_is_no_credential_is_refused_with_a_sentence()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "{\"hello\":1}", Cancel);
        await using var broken = await StorageHost.StartGcpAsync(Stub, [new("Storage:Gcp:CredentialsFile", file)]);

        var failure = await FailureAsync(() => broken.Reader.FindAsync(Key, Cancel));

        Assert.Equal(StorageError.Refused, failure.Error);
        Assert.Contains("GOOGLE_APPLICATION_CREDENTIALS", failure.Message, StringComparison.Ordinal);
        File.Delete(file);
    }

    private async Task AfterFailureAsync(GcsFault fault, Func<Task> call)
    {
        Fail(1, _ => true, fault);
        var before = Stub.Requests.Count;
        await call();
        Assert.True(Stub.Requests.Count >= before + 2);
    }

    private static Task<StorageException> FailureAsync(Func<Task> call) => Assert.ThrowsAsync<StorageException>(call);

    private static async Task<HealthStatus> HealthAsync(StorageHost host) =>
        (await host.Get<HealthCheckService>().CheckHealthAsync(check => check.Name == "storage", Cancel)).Status;
}
