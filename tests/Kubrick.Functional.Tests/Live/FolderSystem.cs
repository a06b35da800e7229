namespace Kubrick.Functional.Tests.Live;

/// <summary>A system that streams and stores its objects in a folder that tests can read.</summary>
public abstract class FolderSystem : LiveSystem
{
    private readonly string root;

    protected FolderSystem(params string[] arguments)
        : this(Directory.CreateTempSubdirectory("kubrick-live-"), arguments)
    {
    }

    private FolderSystem(DirectoryInfo root, string[] arguments)
        : base([.. arguments, "--Storage:Provider=local", $"--Storage:Local:Root={root.FullName}"]) =>
        this.root = root.FullName;

    public override async Task<byte[]?> ArchiveAsync(string recordingId, CancellationToken cancellationToken)
    {
        var file = Directory.EnumerateFiles(root, $"{recordingId}-*", SearchOption.AllDirectories).SingleOrDefault(path => Path.GetExtension(path) is ".webm" or ".mp4");
        return file is null ? null : await File.ReadAllBytesAsync(file, cancellationToken);
    }

    public override Task<IReadOnlyList<string>> CheckpointsAsync(string recordingId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>(
            [.. Directory.EnumerateFiles(root, "checkpoint.json", SearchOption.AllDirectories).Where(path => path.Contains(recordingId, StringComparison.Ordinal))]);

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        Directory.Delete(root, recursive: true);
    }
}
