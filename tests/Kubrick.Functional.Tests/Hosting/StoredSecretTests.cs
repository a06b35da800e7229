using System.Runtime.Versioning;
using Aspire.Hosting;
using Kubrick.AppHost.Servers;

namespace Kubrick.Functional.Tests.Hosting;

[UnsupportedOSPlatform("windows")]
public sealed class StoredSecretTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kubrick-secrets-");

    [Fact]
    public void A_secret_is_created_once_and_readable_by_its_owner_only()
    {
        var file = Path.Combine(folder.FullName, "secrets", "mongo-password");
        var secret = SecretExtensions.ReadOrCreate(file);
        Assert.Matches("^[0-9a-f]{32}$", secret);
        Assert.Equal(secret, SecretExtensions.ReadOrCreate(file));
        Assert.NotEqual(secret, SecretExtensions.ReadOrCreate(file + "-2"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public void An_unreadable_file_is_an_error_in_one_sentence() =>
        Assert.Contains("cannot be read or written", Assert.Throws<DistributedApplicationException>(() => SecretExtensions.ReadOrCreate(folder.FullName)).Message, StringComparison.Ordinal);

    public void Dispose() => folder.Delete(recursive: true);
}
