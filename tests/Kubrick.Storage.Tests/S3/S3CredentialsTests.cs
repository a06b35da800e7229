using System.Runtime.CompilerServices;
using Kubrick.Storage.Tests.Servers;

namespace Kubrick.Storage.Tests.S3;

/// <summary>Settings without keys, on a machine that has no other credentials.</summary>
public sealed class S3CredentialsTests(RadosGateway s3)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_credentials_every_call_is_refused_with_a_sentence()
    {
        await using var storage = await StorageHost.StartS3Async(
            await s3.Endpoint, [new("Storage:S3:AccessKeyId", null), new("Storage:S3:SecretAccessKey", null), new("Storage:S3:CreateBucket", "false")]);
        var session = new UploadSession("a/b.webm", "u", 5 << 20, ExpiresAt: null);

        foreach (var call in (Func<Task>[])
        [
            async () => await storage.Signer.SignReadAsync("a/b.webm", null, Cancel),
            async () => await storage.Signer.SignWriteAsync("a/b.webm", "video/webm", null, Cancel),
            async () => await storage.Uploads.SignPartAsync(session, 1, Cancel),
            () => storage.Uploads.FindReceivedAsync(session, Cancel),
            () => storage.Reader.FindAsync("a/b.webm", Cancel),
        ])
        {
            var refused = await Assert.ThrowsAsync<StorageException>(call);
            Assert.Equal(StorageError.Refused, refused.Error);
            Assert.Contains("credentials", refused.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Keeps the SDK from looking for credentials on the machine that runs the tests.</summary>
    [ModuleInitializer]
    internal static void Use()
    {
        if (ExternalBucket.Find("s3") is null)
        {
            Environment.SetEnvironmentVariable("AWS_EC2_METADATA_DISABLED", "true");
            Environment.SetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent");
            Environment.SetEnvironmentVariable("AWS_CONFIG_FILE", "/nonexistent");
        }
    }
}
