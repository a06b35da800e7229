namespace Kubrick.Functional.Tests;

/// <summary>The system as it is by default: objects in a folder.</summary>
public sealed class LocalSystem() : KubrickSystem("--Storage:Provider=local")
{
    public override string Provider => "local";
}

[CollectionDefinition(Name)]
public sealed class LocalSystemCollection : ICollectionFixture<LocalSystem>
{
    public const string Name = "the system with objects in a folder";
}
