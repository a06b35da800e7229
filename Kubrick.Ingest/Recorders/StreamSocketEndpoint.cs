using System.Net.WebSockets;
using Kubrick.Ingest.Memory;
using Kubrick.Ingest.Sockets;
using Kubrick.Ingest.Telemetry;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Settings;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Kubrick.Ingest.Recorders;

/// <summary><c>/ws/stream</c>: recorders publish over it, and every client receives broadcasts.</summary>
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

    /// <summary>Serves a socket until it is closed; answers requests that are no WebSocket, and those over the limit, with an error.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await HandshakeRefusal.Of(context).ExecuteAsync(context);
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
            await ServeAsync(socket, context.Features.GetRequiredFeature<SocketActivity>());
        }
        finally
        {
            telemetry.Disconnected();
            sockets.Leave();
        }
    }

    private async Task ServeAsync(WebSocket webSocket, SocketActivity activity)
    {
        using var output = new SocketWriter(webSocket, options.Value.SendQueue);
        if (!liveStreaming.Value.Enabled)
        {
            // Existing clients recognise this code.
            output.Close(CloseCodes.Off, "Live streaming is off.");
        }
        else
        {
            sockets.Add(output);
        }

        try
        {
            var socket = new ClientSocket(webSocket, output, activity, memory.Open());
            var recorder = ActivatorUtilities.CreateInstance<RecorderSession>(services, socket);
            await ActivatorUtilities.CreateInstance<SocketConnection>(services, socket, recorder).RunAsync(lifetime.ApplicationStopping);
        }
        finally
        {
            sockets.Remove(output);
        }
    }
}
