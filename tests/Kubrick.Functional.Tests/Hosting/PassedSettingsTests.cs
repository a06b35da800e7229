using Kubrick.AppHost.Replicas;
using Kubrick.AppHost.Storage;
using Microsoft.Extensions.Configuration;

namespace Kubrick.Functional.Tests.Hosting;

public sealed class PassedSettingsTests
{
    [Fact]
    public void Only_the_gateway_gets_the_trusted_proxies()
    {
        var settings = With(("Proxies:Trusted:0", "10.0.0.0/8"), ("Uploads:Parallel", "3"), ("LOG_LEVEL", "debug"));
        Assert.Equal(["LOG_LEVEL", "Uploads__Parallel"], Of(settings).Select(setting => setting.Variable).Order());
        Assert.Contains(new PassedSetting("Proxies:Trusted:0", "10.0.0.0/8", IsSecret: false), Of(settings, isEdge: true));
    }

    [Fact]
    public void Every_service_gets_the_same_storage_key_patterns()
    {
        var settings = With(("Storage:Keys:Video", "videos/{yyyy}/{id}-{sequence:000}.{extension}"), ("Storage:Keys:Segment", "{number:00000}.m4s"));
        foreach (var isEdge in new[] { false, true })
        {
            Assert.Equal(
                [("Storage__Keys__Segment", "{number:00000}.m4s"), ("Storage__Keys__Video", "videos/{yyyy}/{id}-{sequence:000}.{extension}")],
                Of(settings, isEdge).Select(setting => (setting.Variable, setting.Value)).Order());
        }
    }

    [Fact]
    public void Secrets_are_passed_as_secrets_and_those_of_the_storage_only_to_its_users()
    {
        var settings = With(
            ("Storage:S3:SecretAccessKey", "a"), ("Storage:Local:SigningKey", "b"), ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector"), ("OTEL_EXPORTER_OTLP_HEADERS", "c"));
        Assert.Equal(["OTEL_EXPORTER_OTLP_HEADERS"], Of(settings).Where(setting => setting.IsSecret).Select(setting => setting.Name));
        Assert.Equal(["Storage:S3:SecretAccessKey", "Storage:Local:SigningKey"], PassedSettings.StorageSecretsOf(settings, isPublished: false).Select(setting => setting.Name));
        Assert.Equal(["Storage:S3:SecretAccessKey"], PassedSettings.StorageSecretsOf(settings, isPublished: true).Select(setting => setting.Name));
        Assert.DoesNotContain(Of(settings), setting => setting.Value is "a" or "b");
    }

    [Fact]
    public void Another_receiver_of_telemetry_does_not_get_the_key_of_the_dashboard() =>
        Assert.Contains(new PassedSetting("OTEL_EXPORTER_OTLP_HEADERS", "", IsSecret: false), Of(With(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector"))));

    [Fact]
    public void A_manifest_gets_no_settings_of_a_folder_on_this_machine() =>
        Assert.Empty(PassedSettings.Of(With(("Storage:Local:Root", "/srv/objects")), isEdge: false, isPublished: true));

    [Fact]
    public void The_origins_of_the_gateway_are_added_after_the_configured_ones()
    {
        Assert.Equal(0, ObjectStorageExtensions.OriginsIn(With()));
        Assert.Equal(2, ObjectStorageExtensions.OriginsIn(With(("FRONTEND_URL", "https://a.example, https://b.example,"))));
        Assert.Equal(1, ObjectStorageExtensions.OriginsIn(With(("Cors:Origins:0", "https://a.example"))));
        Assert.Equal(4, ObjectStorageExtensions.OriginsIn(With(("Cors:Origins:3", "https://a.example"), ("FRONTEND_URL", "https://b.example"))));
    }

    private static IEnumerable<PassedSetting> Of(IConfiguration settings, bool isEdge = false) => PassedSettings.Of(settings, isEdge, isPublished: false);

    private static IConfiguration With(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, string? (setting) => setting.Value)).Build();
}
