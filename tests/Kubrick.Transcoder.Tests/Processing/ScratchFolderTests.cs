using Kubrick.Contracts.Processing;
using Kubrick.Transcoder.Processing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Kubrick.Transcoder.Tests.Processing;

public sealed class ScratchFolderTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("kubrick-scratch-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task What_a_dead_worker_left_is_removed_and_a_living_one_is_left_alone()
    {
        using var living = await OpenAsync();
        using var space = await living.TakeAsync(10, Stop);
        await File.WriteAllTextAsync(space.File("original"), "bytes", Stop);
        var dead = Directory.CreateDirectory(Path.Combine(root, "dead"));
        await File.WriteAllTextAsync(Path.Combine(dead.FullName, ".lock"), "", Stop);
        await File.WriteAllTextAsync(Path.Combine(dead.FullName, "original"), "bytes", Stop);

        using var next = await OpenAsync();
        Assert.False(dead.Exists && Directory.Exists(dead.FullName));
        Assert.True(File.Exists(space.File("original")));
    }

    [Fact]
    public async Task Its_size_is_bounded()
    {
        using var folder = await OpenAsync(bytes: 3 << 20);
        var first = await folder.TakeAsync(2 << 20, Stop);
        var second = folder.TakeAsync(2 << 20, Stop);
        Assert.False(second.IsCompleted);
        await File.WriteAllTextAsync(first.File("original"), "bytes", Stop);
        first.Dispose();
        first.Dispose();
        Assert.False(Directory.Exists(first.Path));
        using var other = await second;
        Assert.NotEqual(first.Path, other.Path);

        var failure = await Assert.ThrowsAsync<ProcessingFailure>(() => folder.TakeAsync(4 << 20, Stop));
        Assert.Equal(ProcessingErrorCodes.TooLarge, failure.Code);
        Assert.Contains("Transcoder__ScratchBytes", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_private_and_gone_with_its_worker()
    {
        var folder = await OpenAsync();
        var space = await folder.TakeAsync(1, Stop);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, new DirectoryInfo(space.Path).UnixFileMode);
        folder.Dispose();
        Assert.Empty(Directory.EnumerateFileSystemEntries(root));
    }

    [Fact]
    public async Task A_disk_that_is_full_is_an_error_of_the_disk()
    {
        using var folder = await OpenAsync(bytes: 1L << 50);
        await Assert.ThrowsAsync<IOException>(() => folder.TakeAsync(1L << 49, Stop));
        // Nothing stays taken.
        using var space = await folder.TakeAsync(1, Stop);
        await Assert.ThrowsAsync<IOException>(() => folder.TakeAsync((1L << 50) - 1, Stop));
    }

    private async Task<ScratchFolder> OpenAsync(long bytes = 1 << 20)
    {
        var folder = new ScratchFolder(Options.Create(new TranscoderOptions { ScratchPath = root, ScratchBytes = bytes }), TimeProvider.System, NullLogger<ScratchFolder>.Instance);
        await folder.StartAsync(Stop);
        return folder;
    }
}
