using System.Collections.Concurrent;
using Kubrick.Testing;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Kubrick.Messaging.Tests;

public sealed class BusTests(BrokerFixture broker)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_resume_and_health_recovers_after_every_outage_of_the_broker()
    {
        await using var sender = await MessagingService.StartAsync(broker.Address);
        var address = new UriBuilder(broker.Address);
        await using var relay = new TcpRelay(address.Port);
        address.Port = relay.Port;
        var received = new ConcurrentBag<Guid>();
        await using var service = await MessagingService.StartAsync(address.Uri.AbsoluteUri, bus => bus.AddConsumer<Listener>(), services => services.AddSingleton(received));
        await service.Client.MessagingIsAsync("degraded", Stop);
        for (var outage = 0; outage < 3; outage++)
        {
            relay.Open();
            await service.Client.MessagingIsAsync("healthy", Stop);
            await IsReceivedAsync();
            await relay.CutAsync();
            await service.Client.MessagingIsAsync("degraded", Stop);
        }

        relay.Open();
        await IsReceivedAsync();

        async Task IsReceivedAsync()
        {
            var id = Guid.NewGuid();
            await sender.Services.GetRequiredService<IBus>().Publish(new Announcement(id), Stop);
            await Eventually.TrueAsync("the event is received", () => Task.FromResult(received.Contains(id)), Stop);
        }
    }

    [Fact]
    public async Task With_a_wrong_password_the_service_is_degraded_but_serves_and_stops()
    {
        var address = new UriBuilder(broker.Address) { UserName = "nobody", Password = "wrong" };
        await using var service = await MessagingService.StartAsync(address.Uri.AbsoluteUri, bus => bus.AddConsumer<Listener>(), services => services.AddSingleton(new ConcurrentBag<Guid>()));
        await service.Client.MessagingIsAsync("degraded", Stop);
        using var alive = await service.Client.GetAsync("/alive", Stop);
        Assert.True(alive.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Without_a_broker_the_service_serves_and_stops()
    {
        var address = new UriBuilder(broker.Address) { Port = FreePort.Next() };
        await using var service = await MessagingService.StartAsync(address.Uri.AbsoluteUri, bus => bus.AddConsumer<Listener>(), services => services.AddSingleton(new ConcurrentBag<Guid>()));
        await service.Client.MessagingIsAsync("degraded", Stop);
        await service.StopAsync(Stop);
        Assert.True(service.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopped.IsCancellationRequested);
    }

    internal sealed record Announcement(Guid Id);

    internal sealed class Listener(ConcurrentBag<Guid> received) : IConsumer<Announcement>
    {
        public Task Consume(ConsumeContext<Announcement> context)
        {
            received.Add(context.Message.Id);
            return Task.CompletedTask;
        }
    }
}
