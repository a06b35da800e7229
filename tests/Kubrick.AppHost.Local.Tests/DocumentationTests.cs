using System.Reflection;
using System.Text.RegularExpressions;
using Aspire.Hosting;

namespace Kubrick.AppHost.Local.Tests;

public sealed partial class DocumentationTests
{
    [Fact]
    public void The_document_lists_exactly_the_members_that_the_local_runner_has()
    {
        var root = typeof(DocumentationTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepositoryRoot").Value!;
        var documented = Row().Matches(File.ReadAllText(Path.Combine(root, "docs", "apphost-local.md"))).SelectMany(Documented).ToHashSet();
        var present = typeof(DistributedApplication).Assembly.GetExportedTypes().SelectMany(Members).ToHashSet();
        Assert.Empty(present.Except(documented).Order());
        Assert.Empty(documented.Except(present).Order());
    }

    private static IEnumerable<string> Documented(Match row)
    {
        var type = row.Groups["type"].Value;
        var members = Name().Matches(row.Groups["members"].Value).Select(member => $"{type}.{member.Groups[1].Value}").ToList();
        return members.Count == 0 ? [type] : members;
    }

    private static IEnumerable<string> Members(Type type)
    {
        var name = type.Name.Split('`')[0];
        if (type.IsEnum || type.IsNested)
        {
            return [name];
        }

        var members = type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(member => member is PropertyInfo or FieldInfo or MethodInfo { IsSpecialName: false } && !IsGenerated(member))
            .Select(member => $"{name}.{member.Name}").Distinct().ToList();
        return members.Count == 0 ? [name] : members;
    }

    private static bool IsGenerated(MemberInfo member) =>
        member.Name.Contains('<', StringComparison.Ordinal)
        || member.Name is "Equals" or "GetHashCode" or "ToString" or "Deconstruct" or "PrintMembers";

    [GeneratedRegex(@"^\| `(?<type>[A-Za-z]+)` \| (?<members>[^|]*) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([A-Za-z]+)`")]
    private static partial Regex Name();
}
