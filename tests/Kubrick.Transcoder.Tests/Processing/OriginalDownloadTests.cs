using System.Security.Cryptography;
using Kubrick.Contracts.Processing;
using Kubrick.Storage;
using Kubrick.Storage.Local;
using Kubrick.Transcoder.Processing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kubrick.Transcoder.Tests.Processing;

/// <summary>A storage that answers wrongly once must not cost a recording its <c>ready</c>.</summary>
public sealed class OriginalDownloadTests : IDisposable
{
    private const string Key = "recordings/2026/03/04/x-001.webm";

    private readonly string folder = Directory.CreateTempSubdirectory("kubrick-original-").FullName;
    private readonly byte[] bytes = RandomNumberGenerator.GetBytes(3000);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Target => Path.Combine(folder, "original");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Wrong_answers_are_not_believed_at_once()
    {
        var reader = await ReaderAsync(_ => null, content => new MemoryStream(content[..1000]));

        Assert.Equal(Hash(bytes), await FetchAsync(reader));

        Assert.Equal(bytes, await File.ReadAllBytesAsync(Target, Stop));
        Assert.Equal(3, reader.Reads);
    }

    [Fact]
    public async Task Other_bytes_and_too_many_are_read_again()
    {
        var reader = await ReaderAsync(content => new MemoryStream(new byte[content.Length]), content => new MemoryStream([.. content, .. content]));

        Assert.Equal(Hash(bytes), await FetchAsync(reader));

        Assert.Equal(bytes, await File.ReadAllBytesAsync(Target, Stop));
    }

    [Fact]
    public async Task What_is_wrong_every_time_is_believed()
    {
        var missing = await ReaderAsync(_ => null, _ => null, _ => null);
        Assert.Equal(ProcessingErrorCodes.Missing, (await Assert.ThrowsAsync<ProcessingFailure>(() => FetchAsync(missing))).Code);
        Assert.Equal(3, missing.Reads);

        File.Delete(Target);
        var different = await ReaderAsync();
        Assert.Equal(ProcessingErrorCodes.Different, (await Assert.ThrowsAsync<ProcessingFailure>(() => FetchAsync(different, Hash(new byte[3000])))).Code);
        Assert.Equal(3, different.Reads);
    }

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private async Task<string?> FetchAsync(WrongReader reader, string? sha256 = null)
    {
        var ticket = new ProcessingTicket
        {
            RecordingId = "0123456789abcdef01234567",
            Generation = 1,
            Provider = "local",
            Bucket = "objects",
            StorageKey = Key,
            FileBytes = bytes.Length,
            Sha256 = sha256 ?? Hash(bytes),
        };
        return (await new OriginalDownload(TimeProvider.System, NullLogger<OriginalDownload>.Instance).FetchAsync(ticket, reader, Target, Stop)).Sha256;
    }

    private async Task<WrongReader> ReaderAsync(params Func<byte[], Stream?>[] wrong)
    {
        var objects = LocalAccess.Open(new LocalStorageOptions { Root = Path.Combine(folder, "storage") }, new StorageOptions(), TimeProvider.System).Objects;
        await objects.PutAsync(Key, bytes, "video/webm", null, Stop);
        return new WrongReader(objects, bytes, wrong);
    }

    /// <summary>The real reader, whose first answers are wrong.</summary>
    private sealed class WrongReader(IObjectReader inner, byte[] content, Func<byte[], Stream?>[] wrong) : IObjectReader
    {
        public int Reads { get; private set; }

        public Task<StoredObject?> FindAsync(string key, CancellationToken cancellationToken) => inner.FindAsync(key, cancellationToken);

        public Task<Stream?> OpenReadAsync(string key, long offset, long? length, CancellationToken cancellationToken) =>
            ++Reads <= wrong.Length ? Task.FromResult(wrong[Reads - 1](content)) : inner.OpenReadAsync(key, offset, length, cancellationToken);
    }
}
