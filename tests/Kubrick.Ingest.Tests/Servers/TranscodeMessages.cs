using System.Text.Json;
using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Streams;
using Kubrick.Messaging;
using Kubrick.StreamLogs;
using Kubrick.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.Ingest.Tests.Servers;

/// <summary>Reads the workers' queue without consuming it.</summary>
internal static class TranscodeMessages
{
    public static async Task<IReadOnlyList<TranscodeStream>> AllAsync(IngestHost host, string recordingId)
    {
        var connection = await host.Services.GetRequiredService<BrokerConnection>().GetAsync(TestContext.Current.CancellationToken);
        // Unacknowledged messages are requeued when the channel closes.
        await using var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        await WorkQueue.DeclareAsync(connection, LogNames.TranscodeQueue, TestContext.Current.CancellationToken);
        var messages = new List<TranscodeStream>();
        while (await channel.BasicGetAsync(LogNames.TranscodeQueue, autoAck: false, TestContext.Current.CancellationToken) is { } got)
        {
            messages.Add(JsonSerializer.Deserialize<TranscodeStream>(got.Body.Span, JsonSerializerOptions.Web)!);
        }

        return messages.FindAll(message => message.RecordingId == recordingId);
    }

    public static async Task<TranscodeStream> FindAsync(IngestHost host, string recordingId)
    {
        TranscodeStream? found = null;
        // Another test may have taken it at this moment.
        await Eventually.TrueAsync("the workers' message", async () => (found = await AllAsync(host, recordingId) is [var first, ..] ? first : null) is not null, TestContext.Current.CancellationToken);
        return found!;
    }
}
