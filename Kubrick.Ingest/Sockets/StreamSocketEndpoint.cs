using System.Net.WebSockets;
using Kubrick.Ingest.Memory;
using Kubrick.Ingest.Telemetry;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Settings;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Kubrick.Ingest.Sockets;

/// <summary><c>/ws/stream</c>: where recorders publish, and everybody hears of streams.</summary>
internal sealed class StreamSocketEndpoint(
    IServiceProvider services,
    ConnectedSockets sockets,
    IngestMemory memory,
    IngestTelemetry telemetry,
    IOptions<IngestOptions> options,
    IOptions<LiveStreamingOptions> liveStreaming,
    IHostApplicationLifetime lifetime)
{
    public const string Path = "/ws/stream";

    /// <summary>Serves a socket for its whole life; answers what is no socket, and what is too many.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await ApiErrors.NotFound("There is nothing at this address.").ExecuteAsync(context);
            return;
        }

        if (!sockets.TryEnter(options.Value.MaxConnections))
        {
            await ApiErrors.Unavailable("Too many clients are connected here at the moment; try again shortly.").ExecuteAsync(context);
            return;
        }

        telemetry.Connected();
        try
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await ServeAsync(socket, context.Features.GetRequiredFeature<SocketHearing>());
        }
        finally
        {
            telemetry.Disconnected();
            sockets.Leave();
        }
    }

    private async Task ServeAsync(WebSocket socket, SocketHearing hearing)
    {
        using var output = new SocketWriter(socket, options.Value.SendQueue);
        if (!liveStreaming.Value.Enabled)
        {
            // Existing clients learn of it from this code.
            output.Close(CloseCodes.Off, "Live streaming is off.");
        }
        else
        {
            sockets.Add(output);
        }

        try
        {
            var share = memory.Open();
            var recorder = ActivatorUtilities.CreateInstance<RecorderSession>(services, output, hearing, share);
            await ActivatorUtilities.CreateInstance<SocketConnection>(services, socket, output, hearing, recorder, share).RunAsync(lifetime.ApplicationStopping);
        }
        finally
        {
            sockets.Remove(output);
        }
    }
}
