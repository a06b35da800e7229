using Kubrick.Storage.Local;

namespace Kubrick.Storage.Tests.Local;

public sealed class SigningKeyFileTests : IDisposable
{
    private readonly TempFolder temp = new();

    public void Dispose() => temp.Dispose();

    [Fact]
    public async Task Concurrent_processes_agree_on_one_key()
    {
        using var gate = new ManualResetEventSlim();
        var readers = Enumerable.Range(0, 16).Select(_ => Task.Run(() =>
        {
            gate.Wait(TestContext.Current.CancellationToken);
            return Convert.ToHexString(SigningKeyFile.Read(temp.Folder, configured: null));
        })).ToList();
        gate.Set();

        Assert.Single((await Task.WhenAll(readers)).Distinct());
        Assert.Empty(Directory.GetFiles(temp.Folder.Temp));
    }

    [Fact]
    public void The_key_is_kept_and_readable_by_its_owner_only()
    {
        var first = SigningKeyFile.Read(temp.Folder, configured: null);

        Assert.Equal(first, SigningKeyFile.Read(temp.Folder, configured: null));
        Assert.Equal(32, first.Length);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(temp.Folder.SigningKey));
        }
    }

    [Fact]
    public void A_configured_key_is_not_stored()
    {
        SigningKeyFile.Read(temp.Folder, configured: new string('k', 40));

        Assert.False(File.Exists(temp.Folder.SigningKey));
    }

    [Fact]
    public void A_truncated_key_file_stops_the_start()
    {
        File.WriteAllText(temp.Folder.SigningKey, "short");

        Assert.Contains("signing.key", Assert.Throws<InvalidOperationException>(() => SigningKeyFile.Read(temp.Folder, null)).Message, StringComparison.Ordinal);
    }
}
