using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kubrick.Architecture.Tests;

/// <summary>
/// Which namespaces of a project name types of which others. The compiler resolves every name, so a property that is called like a type makes no edge; a call of an extension method does. The project's root
/// namespace is left out: it composes the rest.
/// </summary>
internal sealed class FolderGraph
{
    private const string GlobalUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http;
        global using System.Net.Http.Json; global using System.Threading; global using System.Threading.Tasks; global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Hosting; global using Microsoft.AspNetCore.Http; global using Microsoft.AspNetCore.Routing;
        global using Microsoft.Extensions.Configuration; global using Microsoft.Extensions.DependencyInjection; global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        """;

    private static readonly CSharpParseOptions Options = new(LanguageVersion.Preview, DocumentationMode.None);

    private static readonly Lazy<IReadOnlyList<MetadataReference>> Platform = new(() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
    ]);

    private readonly Dictionary<string, Dictionary<string, SortedSet<string>>> edges = new(StringComparer.Ordinal);

    /// <summary>The graph of some files, by their paths.</summary>
    public static FolderGraph Of(string root, IEnumerable<(string Path, string Text)> files)
    {
        var trees = files.Select(file => CSharpSyntaxTree.ParseText(file.Text, Options, file.Path)).ToList();
        var references = Platform.Value.Where(reference => Path.GetFileNameWithoutExtension(reference.Display) != root);
        var compilation = CSharpCompilation.Create(root, [.. trees, CSharpSyntaxTree.ParseText(GlobalUsings, Options)], references);
        var types = trees.SelectMany(tree => tree.GetRoot().DescendantNodes())
            .Select(node => node is BaseTypeDeclarationSyntax type ? type.Identifier.ValueText : (node as DelegateDeclarationSyntax)?.Identifier.ValueText)
            .Concat(trees.SelectMany(tree => tree.GetRoot().DescendantNodes()).OfType<MethodDeclarationSyntax>().Where(IsExtension).Select(method => method.Identifier.ValueText))
            .ToHashSet(StringComparer.Ordinal);
        var graph = new FolderGraph();
        foreach (var tree in trees)
        {
            graph.Add(root, compilation, tree, types);
        }

        return graph;
    }

    /// <summary>The circles, each as a text with the files that make it.</summary>
    public IReadOnlyList<string> Circles() => [.. Components().Where(component => component.Count > 1).Select(Describe)];

    private void Add(string root, CSharpCompilation compilation, SyntaxTree tree, HashSet<string?> types)
    {
        var model = compilation.GetSemanticModel(tree);
        foreach (var name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>().Where(name => types.Contains(name.Identifier.ValueText)))
        {
            var info = model.GetSymbolInfo(name);
            var symbol = info.Symbol ?? info.CandidateSymbols.FirstOrDefault();
            var type = symbol switch
            {
                IMethodSymbol { MethodKind: MethodKind.Constructor } constructor => constructor.ContainingType,
                IMethodSymbol { IsExtensionMethod: true } extension => extension.ContainingType,
                _ => symbol as INamedTypeSymbol,
            };
            if (type is null || !SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, compilation.Assembly))
            {
                continue;
            }

            var from = name.FirstAncestorOrSelf<BaseNamespaceDeclarationSyntax>()?.Name.ToString();
            var to = type.ContainingNamespace.ToDisplayString();
            if (from is not null && from != to && from != root && to != root && !type.ContainingNamespace.IsGlobalNamespace)
            {
                Edge(from, to).Add(Path.GetFileName(tree.FilePath));
            }
        }
    }

    private static bool IsExtension(MethodDeclarationSyntax method) =>
        method.ParameterList.Parameters.FirstOrDefault()?.Modifiers.Any(SyntaxKind.ThisKeyword) ?? false;

    private SortedSet<string> Edge(string from, string to)
    {
        edges.TryAdd(from, new(StringComparer.Ordinal));
        edges.TryAdd(to, new(StringComparer.Ordinal));
        edges[from].TryAdd(to, new(StringComparer.Ordinal));
        return edges[from][to];
    }

    private string Describe(IReadOnlyCollection<string> circle) => string.Join(
        Environment.NewLine,
        from source in circle.Order(StringComparer.Ordinal)
        from target in edges[source].Keys.Where(circle.Contains).Order(StringComparer.Ordinal)
        select $"{source} -> {target}: {string.Join(", ", edges[source][target])}");

    /// <summary>The strongly connected components (Tarjan).</summary>
    private List<HashSet<string>> Components()
    {
        var (components, stack) = (new List<HashSet<string>>(), new Stack<string>());
        var (number, low) = (new Dictionary<string, int>(StringComparer.Ordinal), new Dictionary<string, int>(StringComparer.Ordinal));
        foreach (var node in edges.Keys.Where(node => !number.ContainsKey(node)))
        {
            Visit(node);
        }

        return components;

        void Visit(string node)
        {
            number[node] = low[node] = number.Count;
            stack.Push(node);
            foreach (var next in edges[node].Keys)
            {
                if (!number.TryGetValue(next, out var visited))
                {
                    Visit(next);
                    low[node] = Math.Min(low[node], low[next]);
                }
                else if (stack.Contains(next))
                {
                    low[node] = Math.Min(low[node], visited);
                }
            }

            if (low[node] == number[node])
            {
                var component = new HashSet<string>(StringComparer.Ordinal);
                string member;
                do
                {
                    member = stack.Pop();
                    component.Add(member);
                }
                while (member != node);
                components.Add(component);
            }
        }
    }
}
