using Kubrick.ServiceDefaults;
using Kubrick.Testing.Gcs;
using Kubrick.Uploads;
using Kubrick.Uploads.Objects;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kubrick.Storage.Tests.Servers;

/// <summary>A provider as the product registers it; Kestrel serves the URLs of <c>local</c> on the loopback.</summary>
internal sealed class StorageHost : IAsyncDisposable
{
    private const int SmallestPart = 256 << 10;

    private readonly WebApplication app;
    private readonly string? folder;

    private StorageHost(WebApplication app, string? folder)
    {
        this.app = app;
        this.folder = folder;
        Origin = new Uri(app.Urls.First());
    }

    public Uri Origin { get; }

    /// <summary>The part size: the smallest that the server allows.</summary>
    public int PartBytes { get; init; } = SmallestPart;

    /// <summary>What every key starts with; empty with a server of the tests.</summary>
    public string Prefix { get; init; } = "";

    public HttpClient Http { get; } = new(new SocketsHttpHandler());

    public string Folder => folder!;

    public IUrlSigner Signer => Get<IUrlSigner>();

    public IObjectReader Reader => Get<IObjectReader>();

    public IObjectWriter Writer => Get<IObjectWriter>();

    public IObjectMover Mover => Get<IObjectMover>();

    public IObjectRemover Remover => Get<IObjectRemover>();

    public IResumableUploads Uploads => Get<IResumableUploads>();

    public IMultipartWriter Multipart => Get<IMultipartWriter>();

    public static async Task<StorageHost> StartLocalAsync(IEnumerable<KeyValuePair<string, string?>>? settings = null, TimeProvider? time = null, string? folder = null)
    {
        folder ??= Path.Combine(Path.GetTempPath(), "kubrick-storage-" + Guid.NewGuid().ToString("N"));
        Dictionary<string, string?> all = new() { ["Storage:Provider"] = "local", ["Storage:Local:Root"] = folder };
        return new StorageHost(await StartAsync(all, settings, time), folder);
    }

    public static async Task<StorageHost> StartS3Async(Uri endpoint, IEnumerable<KeyValuePair<string, string?>>? settings = null)
    {
        Dictionary<string, string?> all = new()
        {
            ["Storage:Provider"] = "s3",
            ["Storage:S3:Bucket"] = "storage-tests",
            ["Storage:S3:Region"] = "us-east-1",
            ["Storage:S3:AccessKeyId"] = RadosGateway.AccessKey,
            ["Storage:S3:SecretAccessKey"] = RadosGateway.SecretKey,
            ["Storage:S3:Endpoint"] = endpoint.AbsoluteUri,
            ["Storage:S3:ForcePathStyle"] = "true",
            ["Storage:S3:CreateBucket"] = "true",
        };
        return new StorageHost(await StartAsync(all, settings, time: null), folder: null);
    }

    public static async Task<StorageHost> StartGcpAsync(GcsStub stub, IEnumerable<KeyValuePair<string, string?>>? settings = null)
    {
        Dictionary<string, string?> all = new()
        {
            ["Storage:Provider"] = "gcp",
            ["Storage:Gcp:ProjectId"] = "stub",
            ["Storage:Gcp:Bucket"] = "storage-tests",
            ["Storage:Gcp:CredentialsFile"] = stub.Account.WriteKey(),
            ["Storage:Gcp:Endpoint"] = stub.Address.AbsoluteUri,
        };
        return new StorageHost(await StartAsync(all, settings, time: null), folder: null);
    }

    /// <summary>Uses a bucket elsewhere, with credentials from the environment.</summary>
    public static async Task<StorageHost> StartExternalAsync(ExternalBucket bucket)
    {
        var app = await StartAsync(bucket.Settings(), [new("Storage:PartSize", $"{bucket.PartBytes}"), new("Storage:WriterPartSize", $"{bucket.PartBytes}")], time: null);
        return new StorageHost(app, folder: null) { PartBytes = bucket.PartBytes, Prefix = bucket.NewPrefix() };
    }

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    public Uri Absolute(Uri url) => url.IsAbsoluteUri ? url : new Uri(Origin, url);

    public async ValueTask DisposeAsync()
    {
        if (Prefix.Length > 0)
        {
            await Remover.DeletePrefixAsync(Prefix, CancellationToken.None);
        }

        Http.Dispose();
        await app.DisposeAsync();
        if (folder is not null)
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<WebApplication> StartAsync(
        Dictionary<string, string?> settings, IEnumerable<KeyValuePair<string, string?>>? more, TimeProvider? time)
    {
        settings["Storage:PartSize"] = settings["Storage:WriterPartSize"] = settings["Storage:OpenEndedPartSize"] = $"{SmallestPart}";
        foreach (var (name, value) in more ?? [])
        {
            settings[name] = value;
        }

        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        if (time is not null)
        {
            builder.Services.AddSingleton(time);
        }

        builder.AddServiceDefaults();
        builder.Services.AddStorage(builder.Configuration).AddStorageErrors();
        var app = builder.Build();
        app.UseServiceDefaults();
        app.MapDefaultEndpoints();
        app.MapLocalObjects();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
