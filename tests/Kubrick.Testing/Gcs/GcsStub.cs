using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kubrick.Testing.Gcs;

/// <summary>
/// A stub of Google Cloud Storage, because no emulator can be installed. It checks what the real one checks: tokens and V4 signatures with the public key
/// of its service account, expiry, content types, checksums, the order and granularity of chunks, the origin of a session, and the rate of writes to one
/// object. What it does not check is in <c>docs/storage-setup.md</c>.
/// </summary>
public sealed class GcsStub : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly GcsBuckets buckets = new();
    private readonly GcsSessions sessions;
    private readonly ConcurrentQueue<GcsRequest> requests = new();

    private GcsStub(WebApplication app)
    {
        this.app = app;
        sessions = new GcsSessions(buckets);
    }

    /// <summary>The address of the storage, of IAM, and of the metadata server.</summary>
    public Uri Address => new(app.Urls.First());

    /// <summary>The service account whose requests and signatures are accepted.</summary>
    public GcsServiceAccount Account { get; } = new();

    /// <summary>The requests so far.</summary>
    public IReadOnlyCollection<GcsRequest> Requests => requests;

    /// <summary>Asked for every request; a fault replaces or spoils the response.</summary>
    public Func<GcsRequest, GcsFault?> Fault { get; set; } = _ => null;

    /// <summary>Starts the stub on a free loopback port.</summary>
    public static Task<GcsStub> StartAsync(CancellationToken cancellationToken) => StartAsync(port: 0, cancellationToken);

    /// <summary>Starts the stub on a loopback port.</summary>
    public static async Task<GcsStub> StartAsync(int port, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddRequestDecompression();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var stub = new GcsStub(builder.Build());
        stub.app.Use(stub.SpoilAsync);

        // Google's client compresses metadata.
        stub.app.UseRequestDecompression();
        stub.Account.Map(stub.app);
        new GcsApi(stub.buckets, stub.sessions, stub.Account).Map(stub.app);
        stub.sessions.Map(stub.app);
        new GcsSignedUrls(stub.buckets, stub.Account).Map(stub.app);
        await stub.app.StartAsync(cancellationToken);
        return stub;
    }

    /// <summary>Creates an empty bucket.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="origin">The origin whose pages may use signed URLs (CORS), or <c>*</c> for all; null for none.</param>
    public void AddBucket(string name, string? origin = null) => buckets.Add(name, origin is null ? [] : new JsonObject
    {
        ["cors"] = new JsonArray(new JsonObject
        {
            ["origin"] = new JsonArray(origin),
            ["method"] = new JsonArray("GET", "HEAD", "PUT"),
            ["responseHeader"] = new JsonArray("ETag", "Content-Type", "Content-Range", "Content-Length", "Range"),
        }),
    });

    /// <summary>The settings of a bucket, as JSON.</summary>
    public string SettingsOf(string bucket) => buckets.Find(bucket)!.Settings.ToJsonString();

    /// <summary>The names of a bucket's objects.</summary>
    public IReadOnlyList<string> NamesIn(string bucket) => [.. buckets.Find(bucket)!.List("").Select(found => found.Name)];

    /// <summary>The bytes of an object; null if there is none.</summary>
    public byte[]? Read(string bucket, string name) => buckets.Find(bucket)!.Find(name)?.Content;

    /// <summary>The origin that a session was started with.</summary>
    /// <param name="session">The session's URI.</param>
    public string? OriginOf(Uri session) => sessions.OriginOf(session);

    /// <summary>Stops the stub.</summary>
    public async ValueTask DisposeAsync()
    {
        Account.Dispose();
        await app.DisposeAsync();
    }

    private async Task SpoilAsync(HttpContext context, RequestDelegate next)
    {
        var request = GcsRequest.Of(context.Request);
        requests.Enqueue(request);
        switch (Fault(request))
        {
            case { Status: { } status } fault:
                await GcsErrors.WriteAsync(context, status, fault.Reason ?? "backendError", "The request failed.");
                break;
            case { LosesAnswer: true }:
                // The request takes effect, but its client never learns.
                context.Response.Body = Stream.Null;
                await next(context);
                context.Abort();
                break;
            case { DiesAfter: { } bytes }:
                context.Items[GcsFault.Limit] = bytes;
                await next(context);
                context.Abort();
                break;
            case { StoresOnly: { } bytes }:
                context.Items[GcsFault.Limit] = bytes;
                await next(context);
                break;
            default:
                await next(context);
                break;
        }
    }
}
