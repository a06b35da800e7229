using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;

namespace Kubrick.ServiceDefaults.Tests;

public sealed class SettingsAtStartTests
{
    private static async Task<string> FaultOf(Action<WebApplicationBuilder> configure, params string[] settings)
    {
        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => RunningService.StartAsync(_ => { }, configure, settings));
        return Assert.Single(fault.Failures);
    }

    [Fact]
    public async Task Enabled_sign_in_stops_the_start_because_it_is_not_implemented() =>
        Assert.Contains("OKTA_ENABLED", await FaultOf(_ => { }, "--Authentication:Enabled=true"), StringComparison.Ordinal);

    [Fact]
    public async Task A_malformed_proxy_network_stops_the_start() =>
        Assert.Contains("Proxies__Trusted", await FaultOf(_ => { }, "--Proxies:Trusted:0=everyone"), StringComparison.Ordinal);

    [Theory]
    [InlineData("--Authentication:Enabled=true")]
    [InlineData("--Authentication:Enabled=true", "--Proxies:Trusted:0=everyone")]
    public async Task A_service_with_wrong_settings_ends_with_the_exit_code_for_settings(params string[] settings)
    {
        var builder = WebApplication.CreateBuilder(["--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=None", .. settings]);
        builder.AddServiceDefaults();
        await using var app = builder.Build();
        Assert.Equal(ServiceRunExtensions.ExitCodeForSettings, await app.RunServiceAsync());
    }
}
