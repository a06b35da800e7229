using System.Security.Cryptography;
using Kubrick.Contracts.Processing;
using Kubrick.Storage;
using Kubrick.Transcoder.Processing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kubrick.Transcoder.Tests.Processing;

/// <summary>An original is fetched over connections that break.</summary>
public sealed class BrokenDownloadTests : IDisposable
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 1000).Select(number => (byte)number)];
    private static readonly string Hash = Convert.ToHexStringLower(SHA256.HashData(Bytes));

    private readonly string folder = Directory.CreateTempSubdirectory("kubrick-download-").FullName;

    private string Target => Path.Combine(folder, "original");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData]
    [InlineData(1)]
    [InlineData(10, 500, 999)]
    [InlineData(1000)]
    public async Task It_is_continued_where_it_broke(params int[] breaks)
    {
        var found = await FetchAsync(Bytes.Length, breaks);
        Assert.Equal(((long?)1000, Hash), (found.Bytes, found.Sha256));
        Assert.Equal(Bytes, await File.ReadAllBytesAsync(Target, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(400, 399, 400, 401, 700, 1000)]
    [InlineData(1500)]
    [InlineData(1500, 1000)]
    public async Task Another_length_is_reported_with_the_hash_of_all_of_it(int announced, params int[] breaks)
    {
        var failure = await Assert.ThrowsAsync<ProcessingFailure>(() => FetchAsync(announced, breaks));
        Assert.Equal((ProcessingErrorCodes.Different, (long?)1000, Hash), (failure.Code, failure.Findings!.Bytes, failure.Findings.Sha256));
        Assert.Equal(Math.Min(announced, Bytes.Length), new FileInfo(Target).Length);
    }

    private Task<ProcessingFindings> FetchAsync(int announced, int[] breaks)
    {
        var ticket = new ProcessingTicket { RecordingId = "0123456789abcdef01234567", Generation = 1, Provider = "local", Bucket = "objects", StorageKey = "k", FileBytes = announced };
        return new OriginalDownload(new Impatient(), NullLogger<OriginalDownload>.Instance).FetchAsync(ticket, new BreakingReader(breaks), Target, TestContext.Current.CancellationToken);
    }

    /// <summary>Every delay is over at once.</summary>
    private sealed class Impatient : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }

    /// <summary>Its connections break at given places, once at each.</summary>
    private sealed class BreakingReader(IEnumerable<int> breaks) : IObjectReader
    {
        private readonly Queue<int> left = new(breaks);

        public Task<StoredObject?> FindAsync(string key, CancellationToken cancellationToken) =>
            Task.FromResult<StoredObject?>(new StoredObject(key, Bytes.Length, "video/webm", "e", default));

        public Task<Stream?> OpenReadAsync(string key, long offset, long? length, CancellationToken cancellationToken)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(offset, Bytes.Length);
            var end = left.TryDequeue(out var next) ? next : (int?)null;
            return Task.FromResult<Stream?>(new BreakingStream(Bytes[(int)offset..(end ?? Bytes.Length)], end is not null));
        }
    }

    private sealed class BreakingStream(byte[] bytes, bool breaks) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            breaks && Position == Length ? throw new IOException("It broke.") : base.ReadAsync(buffer[..Math.Min(buffer.Length, 100)], cancellationToken);
    }
}
