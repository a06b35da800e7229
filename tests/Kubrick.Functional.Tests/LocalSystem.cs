using Kubrick.Functional.Tests.Live;

namespace Kubrick.Functional.Tests;

/// <summary>The system with objects in a folder; its one worker takes three streams.</summary>
public sealed class LocalSystem() : FolderSystem("--Transcoder:Slots=3");

[CollectionDefinition(Name)]
public sealed class LocalSystemCollection : ICollectionFixture<LocalSystem>
{
    public const string Name = "the system with objects in a folder";
}
