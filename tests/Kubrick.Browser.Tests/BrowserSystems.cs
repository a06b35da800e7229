using Kubrick.Browser.Tests;
using Xunit.Sdk;
using Xunit.v3;

// Two cores encode one camera well; two recordings at once would drop frames.
[assembly: Parallelization(Mode = ParallelMode.None)]
[assembly: AssemblyFixture(typeof(Chromium))]

namespace Kubrick.Browser.Tests;

/// <summary>The system with objects in a folder, two replicas of what streams go through, and parts so small that a recording of seconds has several.</summary>
public sealed class LocalSystem() : KubrickSystem($"--Storage:PartSize={PartBytes}", "--Storage:Provider=local", "--Replicas:ingest=2", "--Replicas:playback=2")
{
    /// <summary>The size of all parts but the last.</summary>
    public const int PartBytes = 262_144;
}

/// <summary>The system with objects on an S3 server, which is set up to take parts as small.</summary>
public sealed class S3System() : KubrickSystem($"--Storage:PartSize={LocalSystem.PartBytes}", "--Storage:Provider=s3");

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

[Collection(LocalSystemCollection.Name)]
public sealed class LocalRecordToLibraryTests(LocalSystem system, Chromium chromium) : RecordToLibraryTests(system, chromium, "720p");

[Collection(S3SystemCollection.Name)]
public sealed class S3RecordToLibraryTests(S3System system, Chromium chromium) : RecordToLibraryTests(system, chromium, "1080p");
