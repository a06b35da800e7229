using System.Reflection;
using System.Xml.Linq;

namespace Kubrick.Architecture.Tests;

/// <summary>The repository's source files, without the output of builds and runs.</summary>
internal static class SourceTree
{
    private static readonly string[] Output = ["bin", "obj", "node_modules", ".kubrick", ".git", "wwwroot", "TestResults"];

    public static string Root { get; } = typeof(SourceTree).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot")
        .Value!;

    public static IEnumerable<string> Files(string pattern, string folder = "") => Walk(Path.Combine(Root, folder), pattern);

    public static IReadOnlyList<string> ReferencedProjects(string project) =>
    [
        .. XDocument.Load(project).Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(
            reference.Attribute("Include")!.Value.Replace('\\', '/'))),
    ];

    public static string Relative(string file) => Path.GetRelativePath(Root, file);

    private static IEnumerable<string> Walk(string folder, string pattern) =>
        Directory.EnumerateFiles(folder, pattern).Concat(Directory.EnumerateDirectories(folder)
            .Where(child => !Output.Contains(Path.GetFileName(child)))
            .SelectMany(child => Walk(child, pattern)));
}
