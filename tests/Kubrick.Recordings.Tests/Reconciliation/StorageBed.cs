using Kubrick.Recordings.Reconciliation;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Storage.Tests.Servers;
using Kubrick.Testing.Gcs;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.Recordings.Tests.Reconciliation;

/// <summary>The service with a real provider, or the stub of Google's, a clock that tests advance, and no passes of the reconciler but theirs.</summary>
internal sealed class StorageBed(RecordingsApp app, AdvancedClock clock, StorageHook hook, GcsStub? stub) : IAsyncDisposable
{
    private const string Bucket = "recordings-tests";

    public RecordingsApp App => app;

    public AdvancedClock Clock => clock;

    /// <summary>What happens at the storage meanwhile.</summary>
    public StorageHook Hook => hook;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<StorageBed> StartAsync(Servers servers, RadosGateway s3, string provider, params (string Name, string Value)[] settings)
    {
        var stub = provider == "gcp" ? await GcsStub.StartAsync(Stop) : null;
        stub?.AddBucket(Bucket);
        Dictionary<string, string> all = new()
        {
            ["Reconciliation:StuckAfter"] = "00:00:00",
            ["Reconciliation:Interval"] = "1.00:00:00",
            ["Storage:PartSize"] = $"{ChunkedUpload.Chunk}",
            ["Storage:OpenEndedPartSize"] = $"{ChunkedUpload.Chunk}",
            ["Storage:Provider"] = provider,
        };
        foreach (var (name, value) in (stub is not null ? Gcp(stub) : provider == "s3" ? S3(await s3.Endpoint) : []).Concat(settings))
        {
            all[name] = value;
        }

        var (clock, hook) = (new AdvancedClock(), new StorageHook());
        var app = await RecordingsApp.StartAsync(servers, all, services => hook.Wrap(services.AddSingleton<TimeProvider>(clock)));
        return new StorageBed(app, clock, hook, stub);
    }

    /// <summary>Runs a pass, at a time after the start of the test.</summary>
    public async Task PassAsync(TimeSpan? at = null)
    {
        clock.Ahead = at ?? clock.Ahead;
        await app.Services.GetRequiredService<Reconciler>().PassAsync(Stop);
    }

    /// <summary>A reconciler as another replica has it.</summary>
    public Reconciler NewReconciler() => ActivatorUtilities.CreateInstance<Reconciler>(app.Services);

    public async Task<Facts> FactsAsync(string id)
    {
        var attributes = (await app.GetAsync($"/api/recordings/{id}")).Data["attributes"]!;
        return new Facts((string)attributes["status"]!, (bool)attributes["recovered"]!, (double?)attributes["missingSeconds"], (long?)attributes["fileBytes"], (string?)attributes["errorReason"]);
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        if (stub is not null)
        {
            await stub.DisposeAsync();
        }
    }

    private static (string Name, string Value)[] Gcp(GcsStub stub) =>
    [
        ("Storage:Gcp:ProjectId", "stub"), ("Storage:Gcp:Bucket", Bucket), ("Storage:Gcp:CredentialsFile", stub.Account.WriteKey()), ("Storage:Gcp:Endpoint", stub.Address.AbsoluteUri),
    ];

    private static (string Name, string Value)[] S3(Uri endpoint) =>
    [
        ("Storage:S3:Bucket", Bucket), ("Storage:S3:Region", "us-east-1"), ("Storage:S3:AccessKeyId", RadosGateway.AccessKey), ("Storage:S3:SecretAccessKey", RadosGateway.SecretKey),
        ("Storage:S3:Endpoint", endpoint.AbsoluteUri), ("Storage:S3:ForcePathStyle", "true"), ("Storage:S3:CreateBucket", "true"),
    ];

    /// <summary>What clients see.</summary>
    internal sealed record Facts(string Status, bool Recovered, double? MissingSeconds, long? FileBytes, string? ErrorReason);
}
