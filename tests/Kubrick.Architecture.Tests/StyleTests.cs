using System.Text.RegularExpressions;

namespace Kubrick.Architecture.Tests;

/// <summary>The rules of style that can be tested (<c>CONTRIBUTING.md</c>).</summary>
public sealed partial class StyleTests
{
    [Fact]
    public void A_services_Program_is_a_table_of_contents()
    {
        var tooLong = SourceTree.Files("Program.cs")
            .Where(file => SourceTree.Relative(file).StartsWith("Kubrick.", StringComparison.Ordinal))
            .Where(file => File.ReadLines(file).Count(line => !string.IsNullOrWhiteSpace(line) && !line.StartsWith("using ", StringComparison.Ordinal)) > 25);
        Assert.Empty(tooLong.Select(SourceTree.Relative));
    }

    [Fact]
    public void No_file_has_more_than_300_lines()
    {
        var tooLong = SourceTree.Files("*.cs").Concat(SourceTree.Files("*.ts")).Concat(SourceTree.Files("*.tsx")).Where(file => File.ReadLines(file).Count() > 300);
        Assert.Empty(tooLong.Select(SourceTree.Relative));
    }

    [Fact]
    public void Folders_are_named_after_the_domain()
    {
        string[] forbidden = ["Helpers", "Utils", "Utilities", "Services", "Managers", "Common", "Misc"];
        var folders = SourceTree.Files("*.cs").Select(file => Path.GetFileName(Path.GetDirectoryName(file)!)).Distinct();
        Assert.Empty(folders.Intersect(forbidden, StringComparer.OrdinalIgnoreCase));
        Assert.Empty(SourceTree.Files("Extensions.cs").Select(SourceTree.Relative));
    }

    [Fact]
    public void Nothing_is_left_unfinished_or_silenced()
    {
        var findings = SourceTree.Files("*.cs").Concat(SourceTree.Files("*.ts")).Concat(SourceTree.Files("*.tsx"))
            .Where(file => Path.GetFileName(file) != "StyleTests.cs")
            .SelectMany(file => File.ReadLines(file).Where(line => Unfinished().IsMatch(line)).Select(line => $"{SourceTree.Relative(file)}: {line.Trim()}"));
        Assert.Empty(findings);
    }

    [Fact]
    public void The_readme_is_short() =>
        Assert.InRange(File.ReadLines(Path.Combine(SourceTree.Root, "README.md")).Count(), 20, 120);

    [Fact]
    public void Links_between_documents_resolve()
    {
        var broken = from file in SourceTree.Files("*.md")
                     from Match link in Link().Matches(File.ReadAllText(file))
                     let target = link.Groups[1].Value.Split('#')[0]
                     where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal)
                     let path = Path.Combine(Path.GetDirectoryName(file)!, target)
                     where !File.Exists(path) && !Directory.Exists(path)
                     select $"{SourceTree.Relative(file)}: {target}";
        Assert.Empty(broken);
    }

    [GeneratedRegex(@"NotImplementedException|\bTODO\b|\bFIXME\b|\bHACK\b|Skip\s*=\s*""|\b(it|test|describe)\.skip|@ts-ignore|eslint-disable|#pragma warning disable")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
