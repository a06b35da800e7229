using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Kubrick.Testing;

/// <summary>
/// A loopback address that forwards HTTP requests to a server as they are, with the host that the client named, so that signatures stay valid. A test decides which
/// requests fail, and how.
/// </summary>
public sealed class HttpRelay : IAsyncDisposable
{
    /// <summary>Headers that describe one connection, and are not forwarded to another.</summary>
    private static readonly HashSet<string> OfConnection = new(StringComparer.OrdinalIgnoreCase) { "Connection", "Keep-Alive", "Transfer-Encoding", "Upgrade" };

    private readonly WebApplication app;
    private readonly HttpMessageInvoker client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
    private readonly ConcurrentQueue<RelayedAnswer> answers = new();
    private int held;

    private HttpRelay(WebApplication app) => this.app = app;

    /// <summary>The server; while there is none, connections are closed.</summary>
    public Uri? Server { get; set; }

    /// <summary>Asked for every request; without a fault it is forwarded.</summary>
    public Func<RelayedRequest, RelayFault?> Fault { get; set; } = _ => null;

    /// <summary>The complete answers so far.</summary>
    public IReadOnlyCollection<RelayedAnswer> Answers => answers;

    /// <summary>The number of requests that are held now.</summary>
    public int Held => Volatile.Read(ref held);

    /// <summary>Listens on a loopback port.</summary>
    public static async Task<HttpRelay> StartAsync(int port, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
        });
        var relay = new HttpRelay(builder.Build());
        relay.app.Run(relay.AnswerAsync);
        await relay.app.StartAsync(cancellationToken);
        return relay;
    }

    /// <summary>Closes every connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        client.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = new RelayedRequest(context.Request.Method, context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        var fault = Fault(request);
        try
        {
            if (fault?.Until is { } until)
            {
                await HoldAsync(until, context.RequestAborted);
            }

            if (fault is { IsCut: true } || Server is null)
            {
                context.Abort();
                return;
            }

            await (fault?.Status is { } status ? RefuseAsync(context, status) : ForwardAsync(context, Server, fault?.Target ?? request.Target));
            answers.Enqueue(new RelayedAnswer(request, context.Response.StatusCode));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            // The client or the server is gone; the other side must notice.
            context.Abort();
        }
    }

    private async Task HoldAsync(Task until, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref held);
        try
        {
            await until.WaitAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref held);
        }
    }

    /// <summary>Answers so that a page of the request's origin sees the status.</summary>
    private static async Task RefuseAsync(HttpContext context, int status)
    {
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        context.Response.StatusCode = status;
        context.Response.Headers.AccessControlAllowOrigin = context.Request.Headers.Origin;
    }

    private async Task ForwardAsync(HttpContext context, Uri server, string target)
    {
        var (incoming, outgoing) = (context.Request, context.Response);

        // The signature covers every character.
        var address = new Uri(server.GetLeftPart(UriPartial.Authority) + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(new HttpMethod(incoming.Method), address);
        if (incoming.ContentLength is not null || incoming.Headers.TransferEncoding.Count > 0)
        {
            request.Content = new StreamContent(incoming.Body);
        }

        foreach (var (name, values) in incoming.Headers.Where(header => !OfConnection.Contains(header.Key)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.ToArray()))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
            }
        }

        using var response = await client.SendAsync(request, context.RequestAborted);
        outgoing.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers).Where(header => !OfConnection.Contains(header.Key)))
        {
            outgoing.Headers[name] = values.ToArray();
        }

        await response.Content.CopyToAsync(outgoing.Body, context.RequestAborted);
    }
}
