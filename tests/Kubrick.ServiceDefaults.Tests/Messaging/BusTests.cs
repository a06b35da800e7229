using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Kubrick.ServiceDefaults.Tests.Logs;
using Kubrick.Testing;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.ServiceDefaults.Tests.Messaging;

public sealed class BusTests(BrokerFixture broker)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_broker_that_comes_late_and_goes_and_comes_back_is_told_by_health_and_every_event_is_heard()
    {
        await using var sender = await StartAsync(broker.Address, _ => { });
        var address = new UriBuilder(broker.Address);
        await using var relay = new TcpRelay(address.Port);
        address.Port = relay.Port;
        var heard = new ConcurrentBag<Guid>();
        await using var service = await StartAsync(address.Uri.AbsoluteUri, bus => bus.AddConsumer<Ear>(), builder => builder.Services.AddSingleton(heard));
        await Becomes(service, "degraded");
        for (var outage = 0; outage < 3; outage++)
        {
            relay.Open();
            await Becomes(service, "healthy");
            await IsHeardAsync();
            await relay.CutAsync();
            await Becomes(service, "degraded");
        }

        relay.Open();
        await IsHeardAsync();

        async Task IsHeardAsync()
        {
            var id = Guid.NewGuid();
            await sender.Services.GetRequiredService<IBus>().Publish(new Said(id), Stop);
            await Eventually.TrueAsync("the event is heard", () => Task.FromResult(heard.Contains(id)), Stop);
        }
    }

    [Fact]
    public async Task A_broker_that_refuses_the_password_is_told_by_health_and_the_service_serves_and_stops()
    {
        var address = new UriBuilder(broker.Address) { UserName = "nobody", Password = "wrong" };
        await using var service = await StartAsync(address.Uri.AbsoluteUri, bus => bus.AddConsumer<Ear>(), builder => builder.Services.AddSingleton(new ConcurrentBag<Guid>()));
        await Becomes(service, "degraded");
        using var alive = await service.Client.GetAsync("/alive", Stop);
        Assert.True(alive.IsSuccessStatusCode);
    }

    private static Task<RunningService> StartAsync(string broker, Action<IBusRegistrationConfigurator> configure, Action<WebApplicationBuilder>? more = null) =>
        RunningService.StartAsync(
            _ => { },
            builder =>
            {
                builder.AddBus("messaging", configure);
                more?.Invoke(builder);
            },
            $"--ConnectionStrings:messaging={broker}");

    private static Task Becomes(RunningService service, string status) => Eventually.TrueAsync(
        $"messaging is {status}",
        async () => (await service.Client.GetFromJsonAsync<JsonElement>("/health", Stop)).GetProperty("dependencies").GetProperty("messaging").GetProperty("status").GetString() == status,
        Stop);

    internal sealed record Said(Guid Id);

    internal sealed class Ear(ConcurrentBag<Guid> heard) : IConsumer<Said>
    {
        public Task Consume(ConsumeContext<Said> context)
        {
            heard.Add(context.Message.Id);
            return Task.CompletedTask;
        }
    }
}
