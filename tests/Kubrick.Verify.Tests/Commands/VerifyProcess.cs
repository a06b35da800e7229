using System.Diagnostics;

namespace Kubrick.Verify.Tests.Commands;

/// <summary>The program in its own process, in a folder of its own.</summary>
internal sealed class VerifyProcess : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("kubrick-verify-").FullName;

    public string PathOf(string name) => Path.Combine(folder, name);

    public string Write(string name, byte[] content)
    {
        File.WriteAllBytes(PathOf(name), content);
        return name;
    }

    public string Write(string name, string content)
    {
        File.WriteAllText(PathOf(name), content);
        return name;
    }

    public async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Kubrick.Verify.dll"), .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        var texts = await Task.WhenAll(output, errors);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, texts[0], texts[1]);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
