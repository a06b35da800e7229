namespace Kubrick.Storage.Tests.Servers;

internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "Kubrick.sln")) ? folder : Find(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Not inside of the repository."));
}
