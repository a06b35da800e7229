using Kubrick.Functional.Tests;

namespace Kubrick.Browser.Tests;

/// <summary>Two cores encode one camera well; two recordings at once would drop frames.</summary>
[CollectionDefinition(Name)]
public sealed class OneRecordingAtATime
{
    public const string Name = "one recording at a time";
}

/// <summary>The system with objects in a folder.</summary>
public sealed class LocalSystem() : KubrickSystem("--Storage:Provider=local")
{
    public override string Provider => "local";
}

/// <summary>The system with objects on an S3 server.</summary>
public sealed class S3System() : KubrickSystem("--Storage:Provider=s3")
{
    public override string Provider => "s3";
}

/// <summary>The system with objects in a folder, in parts so small that a recording of ten seconds has several.</summary>
public sealed class LocalSmallPartsSystem() : KubrickSystem("--Storage:Provider=local", "--Storage:ChunkSize=262144")
{
    public override string Provider => "local-small-parts";
}

/// <summary>The same on an S3 server, which is set up to take small parts.</summary>
public sealed class S3SmallPartsSystem() : KubrickSystem("--Storage:Provider=s3", "--Storage:ChunkSize=262144")
{
    public override string Provider => "s3-small-parts";
}

[Collection(OneRecordingAtATime.Name)]
public sealed class LocalRecordToLibraryTests(LocalSystem system, Chromium chromium)
    : RecordToLibraryTests(system, chromium), IClassFixture<LocalSystem>, IClassFixture<Chromium>;

[Collection(OneRecordingAtATime.Name)]
public sealed class S3RecordToLibraryTests(S3System system, Chromium chromium)
    : RecordToLibraryTests(system, chromium), IClassFixture<S3System>, IClassFixture<Chromium>;

[Collection(OneRecordingAtATime.Name)]
public sealed class LocalSeveralPartsTests(LocalSmallPartsSystem system, Chromium chromium)
    : SeveralPartsTests(system, chromium), IClassFixture<LocalSmallPartsSystem>, IClassFixture<Chromium>;

[Collection(OneRecordingAtATime.Name)]
public sealed class S3SeveralPartsTests(S3SmallPartsSystem system, Chromium chromium)
    : SeveralPartsTests(system, chromium), IClassFixture<S3SmallPartsSystem>, IClassFixture<Chromium>;
