using System.Collections.Concurrent;
using Kubrick.Testing;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

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
        await service.Client.MessagingIsAsync("degraded", Stop);
        for (var outage = 0; outage < 3; outage++)
        {
            relay.Open();
            await service.Client.MessagingIsAsync("healthy", Stop);
            await IsHeardAsync();
            await relay.CutAsync();
            await service.Client.MessagingIsAsync("degraded", Stop);
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
        await service.Client.MessagingIsAsync("degraded", Stop);
        using var alive = await service.Client.GetAsync("/alive", Stop);
        Assert.True(alive.IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_service_whose_broker_never_comes_serves_and_stops()
    {
        var address = new UriBuilder(broker.Address) { Port = FreePort.Next() };
        await using var service = await StartAsync(address.Uri.AbsoluteUri, bus => bus.AddConsumer<Ear>(), builder => builder.Services.AddSingleton(new ConcurrentBag<Guid>()));
        await service.Client.MessagingIsAsync("degraded", Stop);
        await service.StopAsync(Stop);
        Assert.True(service.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopped.IsCancellationRequested);
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
