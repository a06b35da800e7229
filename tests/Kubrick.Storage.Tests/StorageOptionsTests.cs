using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kubrick.Storage.Tests;

public sealed class StorageOptionsTests
{
    [Theory]
    [InlineData("Provider", "ftp", "STORAGE_PROVIDER")]
    [InlineData("Local:Root", " ", "Storage:Local:Root")]
    [InlineData("Local:SigningKey", "too short", "Storage:Local:SigningKey")]
    [InlineData("Local:MaxObjectBytes", "0", "Storage:Local:MaxObjectBytes")]
    [InlineData("PartSize", "1000", "Storage:PartSize")]
    [InlineData("WriterPartSize", "67108865", "Storage:WriterPartSize")]
    [InlineData("OpenEndedPartSize", "1000", "Storage:OpenEndedPartSize")]
    [InlineData("OpenEndedPartSize", "67371008", "Storage:OpenEndedPartSize")]
    [InlineData("Local:ReservedBytes", "-1", "Storage:Local:ReservedBytes")]
    [InlineData("Local:PublicEndpoint", "media.example.org", "Storage:Local:PublicEndpoint")]
    [InlineData("Local:PublicEndpoint", "/media", "Storage:Local:PublicEndpoint")]
    [InlineData("Local:PublicEndpoint", "ftp://media.example.org", "Storage:Local:PublicEndpoint")]
    [InlineData("Local:PublicEndpoint", "https://media.example.org/path", "Storage:Local:PublicEndpoint")]
    [InlineData("Local:PublicEndpoint", "https://media.example.org/?x=1", "Storage:Local:PublicEndpoint")]
    [InlineData("Local:PublicEndpoint", "https://user@media.example.org", "Storage:Local:PublicEndpoint")]
    [InlineData("ReadUrlLifetime", "8.00:00:00", "Storage:ReadUrlLifetime")]
    [InlineData("WriteUrlLifetime", "00:00:01", "Storage:WriteUrlLifetime")]
    [InlineData("UploadLifetime", "00:10:00", "Storage:UploadLifetime")]
    public void A_wrong_setting_stops_the_start_and_is_named(string name, string value, string named) =>
        Assert.Contains(named, Assert.Single(Faults(new() { [name] = value })), StringComparison.Ordinal);

    [Theory]
    [InlineData("S3:Bucket", "", "AWS_BUCKET_NAME")]
    [InlineData("S3:Region", "", "AWS_REGION")]
    [InlineData("S3:SecretAccessKey", "", "AWS_SECRET_ACCESS_KEY")]
    [InlineData("S3:Endpoint", "ftp://x", "Storage:S3:Endpoint")]
    public void A_wrong_setting_of_S3_stops_the_start_and_is_named(string name, string value, string named)
    {
        Dictionary<string, string?> settings = new()
        {
            ["Provider"] = "s3",
            ["S3:Bucket"] = "b",
            ["S3:Region"] = "r",
            ["S3:AccessKeyId"] = "a",
            ["S3:SecretAccessKey"] = "s",
            ["S3:Endpoint"] = "http://127.0.0.1:1",
        };
        Assert.Empty(Faults(settings));
        settings[name] = value;
        Assert.Contains(named, Assert.Single(Faults(settings)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Gcp:Bucket", "", "GCP_BUCKET_NAME")]
    [InlineData("Gcp:Bucket", "gs://bucket", "GCP_BUCKET_NAME")]
    [InlineData("Gcp:CredentialsFile", "no-such-file.json", "GOOGLE_APPLICATION_CREDENTIALS")]
    [InlineData("Gcp:SigningServiceAccount", "kubrick", "Storage:Gcp:SigningServiceAccount")]
    [InlineData("Gcp:Endpoint", "ftp://x", "Storage:Gcp:Endpoint")]
    public void A_wrong_setting_of_Gcp_stops_the_start_and_is_named(string name, string value, string named)
    {
        Dictionary<string, string?> settings = new() { ["Provider"] = "gcp", ["Gcp:Bucket"] = "bucket", ["Gcp:Endpoint"] = "http://127.0.0.1:1" };
        Assert.Empty(Faults(settings));
        settings[name] = value;
        Assert.Contains(named, Assert.Single(Faults(settings)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_defaults_are_the_documented_ones()
    {
        var options = new StorageOptions();
        Assert.Equal(("local", 10L << 20, 8L << 20, 5_242_880), (options.Provider, options.PartSize, options.WriterPartSize, options.OpenEndedPartSize));
        Assert.Equal(
            (TimeSpan.FromHours(2), TimeSpan.FromHours(1), TimeSpan.FromDays(7)),
            (options.ReadUrlLifetime, options.WriteUrlLifetime, options.UploadLifetime));
    }

    private static IEnumerable<string> Faults(Dictionary<string, string?> settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(setting => "Storage:" + setting.Key, setting => setting.Value))
            .Build();
        using var services = new ServiceCollection().AddLogging().AddStorage(configuration).BuildServiceProvider();
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
            return [];
        }
        catch (OptionsValidationException exception)
        {
            return exception.Failures;
        }
    }
}
