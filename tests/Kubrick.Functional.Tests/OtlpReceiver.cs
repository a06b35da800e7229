using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Kubrick.Functional.Tests;

/// <summary>Receives traces by OTLP over HTTP (opentelemetry-proto, <c>ExportTraceServiceRequest</c>), like a collector.</summary>
internal sealed class OtlpReceiver : IDisposable
{
    private readonly HttpListener listener = new();

    public OtlpReceiver()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
        }

        listener.Prefixes.Add(Address.AbsoluteUri);
        listener.Start();
        _ = ReceiveAsync();
    }

    public Uri Address { get; }

    public ConcurrentBag<Span> Spans { get; } = [];

    public void Dispose() => listener.Close();

    private async Task ReceiveAsync()
    {
        while (listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            if (context.Request.Url!.AbsolutePath.EndsWith("/v1/traces", StringComparison.Ordinal))
            {
                Read(body.ToArray());
            }

            context.Response.ContentType = "application/x-protobuf";
            context.Response.Close();
        }
    }

    private void Read(ReadOnlyMemory<byte> request)
    {
        foreach (var resourceSpans in ProtobufField.Of(request).Where(field => field.Number == 1))
        {
            var service = "";
            foreach (var attribute in ProtobufField.Of(resourceSpans.Bytes).Where(field => field.Number == 1).SelectMany(resource => ProtobufField.Of(resource.Bytes)))
            {
                var pair = ProtobufField.Of(attribute.Bytes).ToList();
                if (attribute.Number == 1 && pair[0].Text == "service.name")
                {
                    service = ProtobufField.Of(pair[1].Bytes).First().Text;
                }
            }

            foreach (var scopeSpans in ProtobufField.Of(resourceSpans.Bytes).Where(field => field.Number == 2))
            {
                var fields = ProtobufField.Of(scopeSpans.Bytes).ToList();
                var scope = fields.Where(field => field.Number == 1).SelectMany(field => ProtobufField.Of(field.Bytes)).FirstOrDefault(field => field.Number == 1)?.Text ?? "";
                foreach (var span in fields.Where(field => field.Number == 2).Select(field => ProtobufField.Of(field.Bytes).ToList()))
                {
                    var trace = Convert.ToHexString(span.First(field => field.Number == 1).Bytes.Span);
                    Spans.Add(new Span(trace, service, scope, span.First(field => field.Number == 5).Text, string.Join(' ', span.Where(field => field.Number == 9).Select(field => field.Text))));
                }
            }
        }
    }

    /// <summary>One span: its service, its scope and the text of its attributes.</summary>
    internal sealed record Span(string TraceId, string Service, string Scope, string Name, string Attributes);
}
