namespace Kubrick.Functional.Tests;

/// <summary>The system with objects on an S3 server.</summary>
public sealed class S3System() : KubrickSystem("--Storage:Provider=s3")
{
    public override string Provider => "s3";
}

[CollectionDefinition(Name)]
public sealed class S3SystemCollection : ICollectionFixture<S3System>
{
    public const string Name = "the system with objects on an S3 server";
}
