using System.Security.Cryptography;
using Kubrick.Contracts.Processing;
using Kubrick.Testing;
using Kubrick.Transcoder.Tests.Workers;

namespace Kubrick.Transcoder.Tests.Processing;

/// <summary>A stored recording that is to be processed, and what becomes of it.</summary>
internal sealed class StoredOriginal
{
    // FFmpeg has a low priority, and other tests need the CPU.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static readonly string[] Temporary = ["uploads", "tmp", "scratch"];

    private readonly Observer observer;
    private readonly string folder;

    private StoredOriginal(Observer observer, string folder, ProcessingTicket ticket) => (this.observer, this.folder, Ticket) = (observer, folder, ticket);

    public ProcessingTicket Ticket { get; }

    public string Id => Ticket.RecordingId;

    /// <summary>Stores the bytes under a new recording's key, and lets workers claim it.</summary>
    public static StoredOriginal Store(Observer observer, string folder, byte[] bytes, Func<ProcessingTicket, ProcessingTicket>? change = null)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        var key = $"recordings/2026/03/04/{id}-001.webm";
        var path = Path.Combine(folder, "objects", key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        var ticket = new ProcessingTicket
        {
            RecordingId = id,
            Generation = 1,
            Provider = "local",
            // With the provider local it is the name of the folder.
            Bucket = Path.GetFileName(folder),
            StorageKey = key,
            FileBytes = bytes.Length,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)),
            WantsThumbnail = true,
        };
        var original = new StoredOriginal(observer, folder, change?.Invoke(ticket) ?? ticket);
        observer.Tickets.Add(original.Ticket);
        return original;
    }

    public Task RequestAsync() =>
        observer.Bus.Publish(new ProcessingRequested(Id, Ticket.Generation, DateTimeOffset.UnixEpoch), TestContext.Current.CancellationToken);

    public async Task<ProcessingFindings> DoneAsync()
    {
        IReadOnlyList<ProcessingDone> done = [];
        await Eventually.TrueAsync(
            "it is processed",
            () =>
            {
                Assert.Empty(observer.Events<ProcessingFailed>(failed => failed.RecordingId == Id));
                done = observer.Events<ProcessingDone>(found => found.RecordingId == Id);
                return Task.FromResult(done.Count > 0);
            },
            TestContext.Current.CancellationToken,
            Limit);
        return done[0].Findings;
    }

    public async Task<ProcessingFailed> FailedAsync()
    {
        IReadOnlyList<ProcessingFailed> failed = [];
        await Eventually.TrueAsync(
            "it has failed",
            () =>
            {
                failed = observer.Events<ProcessingFailed>(found => found.RecordingId == Id);
                return Task.FromResult(failed.Count > 0);
            },
            TestContext.Current.CancellationToken,
            Limit);
        return failed[0];
    }

    /// <summary>The path of a stored object.</summary>
    public string PathOf(string key) => Path.Combine(folder, "objects", key);

    /// <summary>What must be gone when nothing is processed: scratch files, open uploads, temporary files.</summary>
    public IReadOnlyList<string> Leftovers() =>
    [
        .. Temporary
            .Select(name => Path.Combine(folder, name))
            .Where(Directory.Exists)
            .SelectMany(path => Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories))
            .Where(path => Path.GetFileName(path) != ".lock"),
    ];
}
