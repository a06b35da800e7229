using System.Text.Json;

namespace Kubrick.Functional.Tests.Hosting;

/// <summary>What the AppHost refuses, and the manifest that it publishes.</summary>
public sealed class AppHostTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task A_manifest_contains_nothing_specific_to_this_machine()
    {
        var folder = Directory.CreateTempSubdirectory("kubrick-manifest-");
        try
        {
            var file = Path.Combine(folder.FullName, "manifest.json");
            using var host = new AppHostProcess("--publisher", "manifest", "--output-path", file, "--Storage:S3:SecretAccessKey=not-for-a-file", "--Storage:Local:Root=/srv/objects");
            await host.ExitAsync(TestContext.Current.CancellationToken).WaitAsync(Timeout, TestContext.Current.CancellationToken);
            Assert.Equal(0, host.ExitCode);
            var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            foreach (var local in new[] { "deploy/local", ".kubrick", "127.0.0.1", "localhost", "executable.v0", "Storage__Local", "not-for-a-file" })
            {
                Assert.DoesNotContain(local, text, StringComparison.Ordinal);
            }

            var resources = JsonDocument.Parse(text).RootElement.GetProperty("resources");
            Assert.Contains("{mongo-password", resources.GetProperty("kubrick").GetProperty("connectionString").GetString(), StringComparison.Ordinal);
            foreach (var secret in new[] { "mongo-password", "messaging-password", "s3-secret", "storage-s3-secretaccesskey" })
            {
                Assert.True(resources.GetProperty(secret).GetProperty("inputs").GetProperty("value").GetProperty("secret").GetBoolean(), secret);
            }

            foreach (var server in new[] { "mongo", "messaging", "s3" })
            {
                Assert.Equal("container.v0", resources.GetProperty(server).GetProperty("type").GetString());
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("--Servers=nowhere", "it takes local, containers or external")]
    [InlineData("--Servers=external", "ConnectionStrings:kubrick is missing")]
    [InlineData("--PORT=eighty", "PORT is 'eighty'")]
    [InlineData("--Replicas:transcoders=2", "Replicas:transcoders names nothing; there are recordings, uploads")]
    [InlineData("--Servers:mongodb=external", "Servers:mongodb names nothing; there are mongo, messaging, s3")]
    [InlineData("--Replicas:transcoder=99", "Replicas:transcoder is '99'; it takes 1 to 16.")]
    public async Task An_invalid_setting_ends_the_start_with_one_sentence(string setting, string sentence)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Timeout);
        using var host = new AppHostProcess(setting);
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => host.LineAsync("Kubrick is up:", timeout.Token));
        await host.ExitAsync(timeout.Token);
        Assert.True(host.ExitCode == 78, failure.Message);
        Assert.DoesNotContain(" at ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(sentence, failure.Message, StringComparison.Ordinal);
    }
}
