using System.Collections.Concurrent;
using System.Text.Json;
using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Messaging;
using Kubrick.ServiceDefaults;
using Kubrick.StreamLogs;
using Kubrick.Testing;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Kubrick.Transcoder.Tests.Workers;

/// <summary>Plays the other services that a worker meets: writes chunk logs, reads part logs, and receives events.</summary>
internal sealed class Observer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<object> events;

    private Observer(WebApplication app, ConcurrentQueue<object> events)
    {
        this.app = app;
        this.events = events;
    }

    public StreamLogClient Logs => app.Services.GetRequiredService<StreamLogClient>();

    public BrokerLeases Leases => app.Services.GetRequiredService<BrokerLeases>();

    /// <summary>What Recordings would say of recordings that are to be processed.</summary>
    public ProcessingTickets Tickets => app.Services.GetRequiredService<ProcessingTickets>();

    /// <summary>The address at which workers find it in place of Recordings.</summary>
    public string Address => app.Urls.First();

    public IBus Bus => app.Services.GetRequiredService<IBus>();

    public static async Task<Observer> StartAsync(string broker)
    {
        var events = new ConcurrentQueue<object>();
        var builder = WebApplication.CreateBuilder([$"--ConnectionStrings:messaging={broker}"]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults();
        builder.Services.AddSingleton(events);
        builder.AddStreamLogs("messaging");
        builder.AddBus("messaging", bus => bus.AddConsumer<EventRecorder>());
        builder.Services.AddSingleton<ProcessingTickets>();
        var app = builder.Build();
        app.Services.GetRequiredService<ProcessingTickets>().Map(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        var observer = new Observer(app, events);
        await Eventually.TrueAsync(
            "the bus is connected",
            async () => (await app.Services.GetRequiredService<Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckService>()
                .CheckHealthAsync(check => check.Name == "messaging", TestContext.Current.CancellationToken)).Status == Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy,
            TestContext.Current.CancellationToken);
        return observer;
    }

    /// <summary>The events of a kind that have been received.</summary>
    public IReadOnlyList<T> Events<T>(Func<T, bool> isWanted) => [.. events.OfType<T>().Where(isWanted)];

    /// <summary>Requests a worker, as Ingest does.</summary>
    public Task SendAsync(TranscodeStream job) => SendAsync(JsonSerializer.SerializeToUtf8Bytes(job, JsonSerializerOptions.Web));

    public Task SendAsync(byte[] message) => SendAsync(LogNames.TranscodeQueue, message);

    /// <summary>Puts a message into a work queue.</summary>
    public async Task SendAsync(string queue, byte[] message)
    {
        var token = TestContext.Current.CancellationToken;
        var connection = await app.Services.GetRequiredService<BrokerConnection>().GetAsync(token);
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), token);
        await WorkQueue.DeclareAsync(connection, queue, token);
        await channel.BasicPublishAsync("", queue, mandatory: true, new BasicProperties { Persistent = true }, message, token);
    }

    /// <summary>How many messages wait for a worker.</summary>
    public Task<uint> WaitingAsync() => WaitingAsync(LogNames.TranscodeQueue);

    /// <summary>How many messages wait in a queue.</summary>
    public async Task<uint> WaitingAsync(string queue)
    {
        var token = TestContext.Current.CancellationToken;
        var connection = await app.Services.GetRequiredService<BrokerConnection>().GetAsync(token);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: token);
        return await channel.MessageCountAsync(queue, token);
    }

    /// <summary>Takes the next message of a queue; null if none waits.</summary>
    public async Task<(byte[] Body, bool IsRedelivered)?> TakeAsync(string queue)
    {
        var token = TestContext.Current.CancellationToken;
        var connection = await app.Services.GetRequiredService<BrokerConnection>().GetAsync(token);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: token);
        return await channel.BasicGetAsync(queue, autoAck: true, token) is { } message ? (message.Body.ToArray(), message.Redelivered) : null;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
    }
}
