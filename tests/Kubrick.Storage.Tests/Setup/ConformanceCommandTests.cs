using System.Diagnostics;
using Kubrick.Testing.Gcs;

namespace Kubrick.Storage.Tests.Setup;

/// <summary>The conformance tests against a bucket elsewhere, as <c>./kubrick test storage --provider</c> runs them; here the stub is elsewhere.</summary>
public sealed class ConformanceCommandTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_tests_of_a_provider_run_against_a_named_bucket_and_leave_nothing()
    {
        await using var stub = await GcsStub.StartAsync(Cancel);
        stub.AddBucket("elsewhere");

        var (exitCode, output) = await RunAsync(new()
        {
            ["KUBRICK_CONFORMANCE_PROVIDER"] = "gcp",
            ["KUBRICK_CONFORMANCE_BUCKET"] = "elsewhere",
            ["KUBRICK_CONFORMANCE_PREFIX"] = "of/the/test",
            ["KUBRICK_CONFORMANCE_ENDPOINT"] = stub.Address.AbsoluteUri,
            ["GOOGLE_APPLICATION_CREDENTIALS"] = stub.Account.WriteKey(),
        });

        Assert.True(exitCode == 0, output);
        Assert.Contains(stub.Requests, request => request.Path.StartsWith("/elsewhere/of/the/test/", StringComparison.Ordinal));
        Assert.Empty(stub.NamesIn("elsewhere"));
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(Dictionary<string, string> variables)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["exec", typeof(ConformanceCommandTests).Assembly.Location, "-noColor", "-noAutoReporters", "-class", typeof(Gcp.GcpSignedUrlTests).FullName!])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(Cancel), process.StandardError.ReadToEndAsync(Cancel));
        await process.WaitForExitAsync(Cancel);
        return (process.ExitCode, await output + await errors);
    }
}
