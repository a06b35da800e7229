using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;

namespace Kubrick.Messaging.Tests;

public sealed class BrokerSettingsTests(BrokerFixture broker)
{
    [Theory]
    [InlineData(null)]
    [InlineData("http://user:hunter2@h")]
    [InlineData("hunter2")]
    public async Task A_missing_or_malformed_broker_address_stops_the_start_and_names_the_setting(string? address)
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => MessagingService.StartAsync(address));
        var sentence = Assert.Single(error.Failures);
        Assert.Contains("ConnectionStrings__messaging", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void The_bus_sends_no_usage_telemetry()
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddBus("messaging");
        using var provider = builder.Services.BuildServiceProvider();
        Assert.False(provider.GetRequiredService<IOptions<UsageTelemetryOptions>>().Value.Enabled);
    }

    [Fact]
    public async Task A_connection_of_the_factory_reaches_the_broker_and_does_not_recover_by_itself()
    {
        var builder = WebApplication.CreateBuilder([$"--ConnectionStrings:messaging={broker.Address}"]);
        builder.AddBroker("messaging");
        builder.AddBroker("messaging");
        await using var provider = builder.Services.BuildServiceProvider();
        var factory = Assert.IsType<ConnectionFactory>(Assert.Single(provider.GetServices<IConnectionFactory>()));
        Assert.False(factory.AutomaticRecoveryEnabled);
        await using var connection = await factory.CreateConnectionAsync("a name", TestContext.Current.CancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.NotEmpty((await channel.QueueDeclareAsync("", cancellationToken: TestContext.Current.CancellationToken)).QueueName);
        Assert.Equal("a name", connection.ClientProvidedName);
    }
}
