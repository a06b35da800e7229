using Kubrick.Browser.Tests;
using Xunit.Sdk;
using Xunit.v3;

// Half of the time is waiting for a recording's seconds, so the two systems are tested side by side.
[assembly: Parallelization(Mode = ParallelMode.Collections, MaxThreads = 2)]
[assembly: AssemblyFixture(typeof(Chromium))]

namespace Kubrick.Browser.Tests;

/// <summary>
/// A system that stores objects in a folder, with two replicas of Ingest and Playback. Parts are small, so that a recording of a few seconds has several.
/// </summary>
public sealed class LocalSystem() : KubrickSystem($"--Storage:OpenEndedPartSize={PartBytes}", "--Storage:Provider=local", "--Replicas:ingest=2", "--Replicas:playback=2")
{
    /// <summary>The size of every part except the last one.</summary>
    public const int PartBytes = 262_144;
}

/// <summary>A system that stores objects on an S3 server that accepts parts of this size.</summary>
public sealed class S3System() : KubrickSystem($"--Storage:OpenEndedPartSize={LocalSystem.PartBytes}", "--Storage:Provider=s3");

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
