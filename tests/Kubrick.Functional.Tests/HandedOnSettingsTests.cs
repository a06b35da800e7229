using Kubrick.AppHost;
using Microsoft.Extensions.Configuration;

namespace Kubrick.Functional.Tests;

public sealed class HandedOnSettingsTests
{
    [Fact]
    public void Only_the_gateway_is_told_which_proxies_stand_in_front_of_it()
    {
        var settings = With(("Proxies:Trusted:0", "10.0.0.0/8"), ("Uploads:Parallel", "3"), ("LOG_LEVEL", "debug"));
        Assert.Equal(["LOG_LEVEL", "Uploads__Parallel"], ServiceExtensions.Settings(settings, isEdge: false).Select(setting => setting.Key).Order());
        Assert.Contains(("Proxies__Trusted__0", "10.0.0.0/8"), ServiceExtensions.Settings(settings, isEdge: true));
    }

    private static IConfiguration With(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, string? (setting) => setting.Value)).Build();
}
