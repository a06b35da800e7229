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
        Assert.Equal(["LOG_LEVEL", "Uploads__Parallel"], ServiceExtensions.Settings(settings, isEdge: false).Select(setting => setting.Key).Order());
        Assert.Contains(("Proxies__Trusted__0", "10.0.0.0/8"), ServiceExtensions.Settings(settings, isEdge: true));
    }

    [Fact]
    public void Every_service_gets_the_same_storage_key_patterns()
    {
        var settings = With(("Storage:Keys:Video", "videos/{yyyy}/{id}-{sequence:000}.{extension}"), ("Storage:Keys:Segment", "{number:00000}.m4s"));
        foreach (var isEdge in new[] { false, true })
        {
            Assert.Equal(
                [("Storage__Keys__Segment", "{number:00000}.m4s"), ("Storage__Keys__Video", "videos/{yyyy}/{id}-{sequence:000}.{extension}")],
                ServiceExtensions.Settings(settings, isEdge).Order());
        }
    }

    [Fact]
    public void The_origins_of_the_gateway_are_added_after_the_configured_ones()
    {
        Assert.Equal(0, ObjectStorageExtensions.OriginsIn(With()));
        Assert.Equal(2, ObjectStorageExtensions.OriginsIn(With(("FRONTEND_URL", "https://a.example, https://b.example,"))));
        Assert.Equal(1, ObjectStorageExtensions.OriginsIn(With(("Cors:Origins:0", "https://a.example"))));
        Assert.Equal(4, ObjectStorageExtensions.OriginsIn(With(("Cors:Origins:3", "https://a.example"), ("FRONTEND_URL", "https://b.example"))));
    }

    private static IConfiguration With(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, string? (setting) => setting.Value)).Build();
}
