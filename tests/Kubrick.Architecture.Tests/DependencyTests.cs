using System.Reflection;

namespace Kubrick.Architecture.Tests;

/// <summary>Who may know whom (<c>docs/architecture.md</c>).</summary>
public sealed class DependencyTests
{
    /// <summary>The projects of the product that each project may reference.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Kubrick.Contracts"] = [],
        ["Kubrick.Storage"] = [],
        ["Kubrick.Manifests"] = ["Kubrick.Contracts"],
        ["Kubrick.Verify"] = ["Kubrick.Manifests", "Kubrick.Contracts"],
        ["Kubrick.ServiceDefaults"] = [],
        ["Kubrick.Messaging"] = ["Kubrick.ServiceDefaults"],
        ["Kubrick.Mongo"] = ["Kubrick.ServiceDefaults"],
        ["Kubrick.StreamLogs"] = ["Kubrick.Messaging", "Kubrick.Contracts"],
        ["Kubrick.Gateway"] = ["Kubrick.ServiceDefaults", "Kubrick.Contracts"],
        ["Kubrick.Recordings"] = ["Kubrick.ServiceDefaults", "Kubrick.Contracts", "Kubrick.Messaging", "Kubrick.Mongo", "Kubrick.Storage", "Kubrick.StreamLogs", "Kubrick.Manifests"],
        ["Kubrick.Uploads"] = ["Kubrick.ServiceDefaults", "Kubrick.Contracts", "Kubrick.Messaging", "Kubrick.Storage"],
        ["Kubrick.Ingest"] = ["Kubrick.ServiceDefaults", "Kubrick.Contracts", "Kubrick.Messaging", "Kubrick.StreamLogs"],
        ["Kubrick.Transcoder"] = ["Kubrick.ServiceDefaults", "Kubrick.Contracts", "Kubrick.Messaging", "Kubrick.Storage", "Kubrick.StreamLogs"],
        ["Kubrick.Playback"] = ["Kubrick.ServiceDefaults", "Kubrick.Contracts", "Kubrick.Messaging", "Kubrick.Mongo", "Kubrick.Storage", "Kubrick.StreamLogs"],
        ["Kubrick.Web"] = ["Kubrick.ServiceDefaults", "Kubrick.Contracts"],
    };

    public static TheoryData<string> Projects => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_the_rule_allows(string project)
    {
        var references = SourceTree.ReferencedProjects(Path.Combine(SourceTree.Root, project, project + ".csproj"));
        Assert.Empty(references.Except(Allowed[project]));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_compiled_project_uses_only_what_the_rule_allows(string project)
    {
        var used = Assembly.Load(project).GetReferencedAssemblies()
            .Select(assembly => assembly.Name!)
            .Where(name => name.StartsWith("Kubrick.", StringComparison.Ordinal));
        Assert.Empty(used.Except(Allowed[project]));
    }

    [Fact]
    public void Contracts_depends_on_nothing_but_the_runtime()
    {
        var used = Assembly.Load("Kubrick.Contracts").GetReferencedAssemblies().Select(assembly => assembly.Name!);
        Assert.All(used, name => Assert.StartsWith("System.", name, StringComparison.Ordinal));
    }

    [Fact]
    public void Only_Recordings_and_Playback_use_the_database()
    {
        foreach (var project in Allowed.Keys.Where(name => name is not ("Kubrick.Recordings" or "Kubrick.Playback" or "Kubrick.Mongo")))
        {
            var used = Assembly.Load(project).GetReferencedAssemblies().Select(assembly => assembly.Name!);
            Assert.DoesNotContain(used, name => name.StartsWith("MongoDB.", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("Kubrick.Gateway")]
    [InlineData("Kubrick.Web")]
    [InlineData("Kubrick.ServiceDefaults")]
    public void The_edge_has_no_client_of_the_broker_or_the_database(string project)
    {
        var packages = File.ReadAllText(Path.Combine(SourceTree.Root, project, "packages.lock.json"));
        Assert.All(["RabbitMQ.Client", "MassTransit", "MongoDB.Driver"], name => Assert.DoesNotContain($"\"{name}\"", packages, StringComparison.Ordinal));
    }

    [Fact]
    public void Only_Storage_uses_a_providers_SDK()
    {
        foreach (var project in Allowed.Keys.Where(name => name is not "Kubrick.Storage"))
        {
            var used = Assembly.Load(project).GetReferencedAssemblies().Select(assembly => assembly.Name!);
            Assert.DoesNotContain(used, name => name.StartsWith("AWSSDK", StringComparison.Ordinal) || name.StartsWith("Google.", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Only_StreamLogs_declares_logs_and_leases()
    {
        string[] marks = ["x-stream-", "exclusive: true", "LogHeaders."];
        var users = SourceTree.Files("*.cs")
            .Where(file => SourceTree.Relative(file) is var path
                && path.StartsWith("Kubrick.", StringComparison.Ordinal)
                && !path.StartsWith("Kubrick.StreamLogs", StringComparison.Ordinal)
                && !path.StartsWith("Kubrick.Contracts", StringComparison.Ordinal))
            .Where(file => marks.Any(mark => File.ReadAllText(file).Contains(mark, StringComparison.Ordinal)))
            .Select(SourceTree.Relative);
        Assert.Empty(users);
    }

    [Fact]
    public void Only_Storage_builds_keys()
    {
        string[] starts = ["\"thumbnails/", "\"streams/", "\"previews/", "\"recordings/{", "segment_{", "init_{"];
        var builders = SourceTree.Files("*.cs")
            .Where(file => SourceTree.Relative(file) is var path
                && path.StartsWith("Kubrick.", StringComparison.Ordinal)
                && !path.StartsWith("Kubrick.Storage", StringComparison.Ordinal))
            .Where(file => starts.Any(start => File.ReadAllText(file).Contains(start, StringComparison.Ordinal)))
            .Select(SourceTree.Relative);
        Assert.Empty(builders);
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(SourceTree.Root, "Kubrick.slnx"));
        var absent = SourceTree.Files("*.csproj").Where(project => !solution.Contains($"\"{SourceTree.Relative(project)}\"", StringComparison.Ordinal));
        Assert.Empty(absent.Select(SourceTree.Relative));
    }
}
