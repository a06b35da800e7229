namespace Kubrick.Architecture.Tests;

/// <summary>Inside a project the folders form no circle (<c>docs/architecture.md</c>).</summary>
public sealed class FolderTests
{
    public static TheoryData<string> Projects =>
        [.. SourceTree.Files("*.csproj").Where(file => !SourceTree.Relative(file).StartsWith("tests", StringComparison.Ordinal)).Select(SourceTree.Relative)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void The_folders_of_a_project_form_no_circle(string project)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        var files = SourceTree.Files("*.cs", Path.GetDirectoryName(project)!).Select(file => (SourceTree.Relative(file), File.ReadAllText(file)));
        var circles = FolderGraph.Of(name, files).Circles();
        Assert.True(circles.Count == 0, string.Join(Environment.NewLine + Environment.NewLine, circles));
    }

    [Fact]
    public void A_circle_is_reported_with_the_files_that_form_it()
    {
        var circle = Assert.Single(Circles(
            ("A.cs", "using P.Y; namespace P.X; class A { B b; }"),
            ("B.cs", "namespace P.Y; class B { object c = typeof(Z.C); }"),
            ("C.cs", "using P.X; namespace P.Y.Z; class C : A;")));
        Assert.Equal(["P.X -> P.Y: A.cs", "P.Y -> P.Y.Z: B.cs", "P.Y.Z -> P.X: C.cs"], circle.Split(Environment.NewLine));
    }

    [Fact]
    public void A_call_of_an_extension_method_is_a_use_of_its_folder() =>
        Assert.Single(Circles(
            ("A.cs", "using P.Y; namespace P.X; static class A { public static void Wash(this string s) { } static B b; }"),
            ("B.cs", "using P.X; namespace P.Y; class B { void M() => \"\".Wash(); }")));

    [Theory]
    [InlineData("using P.X; namespace P.Y; class B { }")]
    [InlineData("using P.X; namespace P.Y; class B { int A { get; } int M() => A; }")]
    [InlineData("using P.X; namespace P.Y; class B { /* A */ string text = \"A\"; object o = new { A = 1 }; }")]
    [InlineData("using P.X; namespace P.Y; class B { /// <see cref=\"A\"/>\n int i; }")]
    [InlineData("using P.X; namespace P.Y; class B { class A; A a; }")]
    public void A_name_that_is_no_use_of_the_type_makes_no_circle(string other) =>
        Assert.Empty(Circles(("A.cs", "using P.Y; namespace P.X; class A { B b; }"), ("B.cs", other)));

    [Fact]
    public void The_root_namespace_is_no_folder() =>
        Assert.Empty(Circles(("A.cs", "using P.X; namespace P; class A { B b; }"), ("B.cs", "namespace P.X; class B { A a; }")));

    private static IReadOnlyList<string> Circles(params (string Path, string Text)[] files) => FolderGraph.Of("P", files).Circles();
}
