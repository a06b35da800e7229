using Aspire.Hosting.Testing;
using Kubrick.Contracts;
using Kubrick.Testing;
using Kubrick.Testing.Gcs;
using Xunit.Sdk;
using Xunit.v3;

// Half of the time is waiting for a recording's seconds, so the two systems are tested side by side.
[assembly: Parallelization(Mode = ParallelMode.Collections, MaxThreads = 2)]
[assembly: AssemblyFixture(typeof(Chromium))]

namespace Kubrick.Browser.Tests;

/// <summary>
/// A system that stores objects in a folder, with two replicas of Ingest and Playback. Parts are small, so that a recording of a few seconds has several.
/// </summary>
public sealed class LocalSystem() : KubrickSystem(SmallParts, "--Storage:Provider=local", "--Replicas:ingest=2", "--Replicas:playback=2")
{
    /// <summary>The size of every part except the last one.</summary>
    public const int PartBytes = 262_144;

    /// <summary>The setting of that size.</summary>
    internal static readonly string SmallParts = $"--Storage:OpenEndedPartSize={PartBytes}";

    /// <summary>The number of parts of a recording.</summary>
    internal static long Parts(long bytes) => (bytes + PartBytes - 1) / PartBytes;
}

/// <summary>A system that stores objects on an S3 server that accepts parts of this size. Browsers reach the server through a relay, with which tests make it fail.</summary>
public sealed class S3System : KubrickSystem
{
    private readonly int port;

    public S3System()
        : this(FreePort.Next())
    {
    }

    private S3System(int port)
        : base(LocalSystem.SmallParts, "--Storage:Provider=s3", $"--Storage:S3:PublicEndpoint=http://127.0.0.1:{port}") => this.port = port;

    /// <summary>What browsers take for the server. The services address the server itself.</summary>
    internal HttpRelay Relay { get; private set; } = null!;

    public override async ValueTask InitializeAsync()
    {
        Relay = await HttpRelay.StartAsync(port, TestContext.Current.CancellationToken);
        await base.InitializeAsync();
        Relay.Server = App.GetEndpoint(ResourceNames.S3Server, "server");
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        if (Relay is not null)
        {
            await Relay.DisposeAsync();
        }
    }
}

/// <summary>A system that stores objects in a bucket of Google Cloud Storage, which a stub stands for.</summary>
public sealed class GcpSystem : IAsyncLifetime
{
    private const string Bucket = "browser-tests";

    private GcsStub? stub;
    private KubrickSystem? system;

    /// <summary>The running system.</summary>
    internal KubrickSystem Running => system!;

    public async ValueTask InitializeAsync()
    {
        var cancel = TestContext.Current.CancellationToken;
        stub = await GcsStub.StartAsync(cancel);
        stub.AddBucket(Bucket, origin: "*");
        system = await KubrickSystem.StartAsync(
            cancel, LocalSystem.SmallParts, "--Storage:Provider=gcp", $"--Storage:Gcp:Bucket={Bucket}", $"--Storage:Gcp:CredentialsFile={stub.Account.WriteKey()}",
            $"--Storage:Gcp:Endpoint={stub.Address}");
    }

    public async ValueTask DisposeAsync()
    {
        if (system is not null)
        {
            await system.DisposeAsync();
        }

        if (stub is not null)
        {
            await stub.DisposeAsync();
        }
    }
}

[CollectionDefinition(Name)]
public sealed class LocalSystemCollection : ICollectionFixture<LocalSystem>
{
    public const string Name = "the system with objects in a folder";
}

[CollectionDefinition(Name)]
public sealed class S3SystemCollection : ICollectionFixture<S3System>
{
    public const string Name = "the system with objects on an S3 server";
}

[CollectionDefinition(Name)]
public sealed class GcpSystemCollection : ICollectionFixture<GcpSystem>
{
    public const string Name = "the system with objects in Google Cloud Storage";
}

[Collection(LocalSystemCollection.Name)]
public sealed class LocalRecordToLibraryTests(LocalSystem system, Chromium chromium) : RecordToLibraryTests(system, chromium, "720p");

[Collection(S3SystemCollection.Name)]
public sealed class S3RecordToLibraryTests(S3System system, Chromium chromium) : RecordToLibraryTests(system, chromium, "1080p");
