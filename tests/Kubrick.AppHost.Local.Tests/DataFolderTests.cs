using Aspire.Hosting;

namespace Kubrick.AppHost.Local.Tests;

public sealed class DataFolderTests
{
    [Fact]
    public async Task A_persisted_value_is_made_once_whoever_asks_first()
    {
        using var folder = new TemporaryFolder();
        var data = new DataFolder(folder.File("data"), false, "", "");
        var made = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => data.Persisted("password", () => $"value {i}"))));
        Assert.Single(made.Distinct());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("data/parameters/password")));
        Assert.Single(Directory.GetFiles(folder.File("data/parameters")));
    }

    [Fact]
    public void One_application_at_a_time_runs_on_a_folder()
    {
        using var folder = new TemporaryFolder();
        var data = new DataFolder(folder.File("data"), false, "", "");
        using (DataFolderLock.Take(data))
        {
            Assert.Throws<DistributedApplicationException>(() => DataFolderLock.Take(data));
        }

        DataFolderLock.Take(data).Dispose();
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_one_sentence()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("file"), "");
        var error = Assert.Throws<DistributedApplicationException>(() => DataFolderLock.Take(new DataFolder(folder.File("file/data"), false, "", "")));
        Assert.Contains("cannot be written", error.Message, StringComparison.Ordinal);
    }
}
