using Kubrick.Functional.Tests;

namespace Kubrick.Browser.Tests;

// Parts of 512 KiB, so that a recording of ten seconds goes up in several.

/// <summary>The system with objects in a folder.</summary>
public sealed class LocalSystem() : KubrickSystem("--Storage:Provider=local", "--Storage:ChunkSize=524288")
{
    public override string Provider => "local";
}

/// <summary>The system with objects on an S3 server, which takes small parts.</summary>
public sealed class S3System() : KubrickSystem("--Storage:Provider=s3", "--Storage:ChunkSize=524288")
{
    public override string Provider => "s3";
}

/// <summary>Two cores encode one camera well; two recordings at once would drop frames.</summary>
[CollectionDefinition(Name)]
public sealed class OneRecordingAtATime
{
    public const string Name = "one recording at a time";
}

[Collection(OneRecordingAtATime.Name)]
public sealed class LocalRecordToLibraryTests(LocalSystem system, Chromium chromium)
    : RecordToLibraryTests(system, chromium), IClassFixture<LocalSystem>, IClassFixture<Chromium>;

[Collection(OneRecordingAtATime.Name)]
public sealed class S3RecordToLibraryTests(S3System system, Chromium chromium)
    : RecordToLibraryTests(system, chromium), IClassFixture<S3System>, IClassFixture<Chromium>;
