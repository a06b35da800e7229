using System.Text.Json.Nodes;
using Kubrick.Storage.Tests.Servers;
using Kubrick.Testing.Gcs;
using Kubrick.Uploads.Setup;

namespace Kubrick.Storage.Tests.Setup;

/// <summary>The command <c>storage init</c>.</summary>
public sealed class StorageInitTests(RadosGateway s3) : IDisposable
{
    private readonly StringWriter output = new();
    private readonly StringWriter errors = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        output.Dispose();
        errors.Dispose();
    }

    [Fact]
    public async Task A_dry_run_prints_the_steps_and_changes_nothing()
    {
        await using var stub = await GcsStub.StartAsync(Cancel);

        Assert.Equal(0, await RunAsync(["storage", "init", "--provider", "gcp", "--dry-run"], GcpSettings(stub)));

        Assert.Contains("Create the private bucket 'new-bucket', unless it exists.", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("Allow browsers of https://app.example.org (CORS)", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("within 7 days", output.ToString(), StringComparison.Ordinal);
        Assert.Empty(stub.Requests);
    }

    [Fact]
    public async Task A_bucket_of_Gcp_is_created_and_configured()
    {
        await using var stub = await GcsStub.StartAsync(Cancel);

        Assert.Equal(0, await RunAsync(["storage", "init", "--provider", "gcp"], GcpSettings(stub)));

        var settings = JsonNode.Parse(stub.SettingsOf("new-bucket"))!;
        Assert.NotNull(settings["cors"]);
        Assert.NotNull(settings["lifecycle"]);
        Assert.EndsWith("Done." + Environment.NewLine, output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bucket_of_S3_is_created_and_configured_and_keeps_rules_of_others()
    {
        var bucket = "init-" + Guid.NewGuid().ToString("N");
        var settings = await S3SettingsAsync(bucket, RadosGateway.SecretKey);
        Assert.Equal(0, await RunAsync(["storage", "init", "--provider", "s3"], settings));

        using var client = S3TestClient.Create(await s3.Endpoint);
        var lifecycle = await client.GetLifecycleConfigurationAsync(bucket, Cancel);
        lifecycle.Configuration.Rules.Add(new()
        {
            Id = "of-the-operator",
            Status = Amazon.S3.LifecycleRuleStatus.Enabled,
            Filter = new() { Prefix = "old/" },
            Expiration = new() { Days = 30 },
        });
        await client.PutLifecycleConfigurationAsync(bucket, lifecycle.Configuration, Cancel);
        Assert.Equal(0, await RunAsync(["storage", "init", "--provider", "s3"], settings));

        var rules = (await client.GetLifecycleConfigurationAsync(bucket, Cancel)).Configuration.Rules;
        Assert.Equal(["abandoned-uploads", "of-the-operator"], rules.Select(rule => rule.Id).Order());
        Assert.Single((await client.GetCORSConfigurationAsync(new Amazon.S3.Model.GetCORSConfigurationRequest { BucketName = bucket }, Cancel)).Configuration.Rules);
    }

    [Fact]
    public async Task Wrong_credentials_are_one_sentence_and_exit_code_1()
    {
        Assert.Equal(1, await RunAsync(["storage", "init", "--provider", "s3"], await S3SettingsAsync("some-bucket", "not-the-secret")));
        Assert.Equal("The storage refused the request." + Environment.NewLine, errors.ToString());
    }

    [Fact]
    public async Task A_missing_setting_is_one_sentence_and_exit_code_78()
    {
        Assert.Equal(78, await RunAsync(["storage", "init", "--provider", "gcp"], new() { ["Storage:Gcp:Bucket"] = "" }));
        Assert.Contains("GCP_BUCKET_NAME", errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_needs_no_setup()
    {
        Assert.Equal(0, await RunAsync(["storage", "init", "--provider", "local"], new() { ["Storage:Local:Root"] = Path.GetTempPath() }));
        Assert.Contains("needs no setup", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "storage", "init", "--help")]
    [InlineData(0, "storage")]
    [InlineData(64, "storage", "destroy")]
    [InlineData(64, "storage", "init", "--provider")]
    [InlineData(64, "storage", "init", "now")]
    public async Task Arguments_are_checked(int exitCode, params string[] args)
    {
        Assert.Equal(exitCode, await RunAsync(args, []));
        Assert.NotEmpty((exitCode == 0 ? output : errors).ToString());
    }

    private Task<int> RunAsync(string[] args, Dictionary<string, string?> settings) => new StorageInitCommand(output, errors).RunAsync(args, Cancel, settings);

    private static Dictionary<string, string?> GcpSettings(GcsStub stub) => new()
    {
        ["Storage:Gcp:ProjectId"] = "stub",
        ["Storage:Gcp:Bucket"] = "new-bucket",
        ["Storage:Gcp:CredentialsFile"] = stub.Account.WriteKey(),
        ["Storage:Gcp:Endpoint"] = stub.Address.AbsoluteUri,
        ["Cors:Origins:0"] = "https://app.example.org",
    };

    private async Task<Dictionary<string, string?>> S3SettingsAsync(string bucket, string secret) => new()
    {
        ["Storage:S3:Bucket"] = bucket,
        ["Storage:S3:Region"] = "us-east-1",
        ["Storage:S3:AccessKeyId"] = RadosGateway.AccessKey,
        ["Storage:S3:SecretAccessKey"] = secret,
        ["Storage:S3:Endpoint"] = (await s3.Endpoint).AbsoluteUri,
        ["Storage:S3:ForcePathStyle"] = "true",
    };
}
