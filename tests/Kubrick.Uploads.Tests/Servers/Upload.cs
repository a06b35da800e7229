using System.Security.Cryptography;
using Kubrick.Testing;

namespace Kubrick.Uploads.Tests.Servers;

/// <summary>The client of one chunked upload.</summary>
internal sealed class Upload(IUploadsServer host, string recordingId, byte[] file)
{
    public string RecordingId => recordingId;

    public Answer Begun { get; private set; } = null!;

    public string UploadId => Begun.Text("uploadId");

    /// <summary>The ETags of the sent parts.</summary>
    public SortedDictionary<int, string> ETags { get; } = [];

    public int Total => (file.Length + host.PartBytes - 1) / host.PartBytes;

    public static async Task<Upload> StartAsync(IUploadsServer host, int size, string? id = null, byte[]? bytes = null)
    {
        var upload = new Upload(host, id ?? host.Recordings.Create(), bytes ?? VideoFile.WebM(size));
        upload.Begun = await host.PostAsync("init-chunked", new { recordingId = upload.RecordingId, contentType = "video/webm;codecs=vp9,opus", fileSize = size });
        Assert.Equal(200, upload.Begun.Status);
        return upload;
    }

    /// <summary>Begins an upload without a size.</summary>
    public static async Task<Upload> StartOpenEndedAsync(IUploadsServer host, int size, string? id = null, byte[]? bytes = null)
    {
        var upload = new Upload(host, id ?? host.Recordings.Create(), bytes ?? VideoFile.WebM(size));
        upload.Begun = await host.PostAsync("init-chunked", new { recordingId = upload.RecordingId, contentType = "video/webm" });
        Assert.Equal(200, upload.Begun.Status);
        return upload;
    }

    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(file));

    public async Task SendAsync(int number, byte[]? bytes = null)
    {
        var signed = await host.PostAsync("chunk-url", new { recordingId, partNumber = number });
        Assert.Equal(200, signed.Status);
        var etag = await host.PutAsync(signed.Text("uploadUrl"), bytes ?? Part(number)) ?? throw new InvalidOperationException("The part was refused.");
        lock (ETags)
        {
            ETags[number] = etag;
        }
    }

    public async Task SendAllAsync()
    {
        foreach (var number in Enumerable.Range(1, Total).Reverse())
        {
            await SendAsync(number);
        }
    }

    public Task<Answer> CompleteAsync(params (int Number, string ETag)[] parts) => host.PostAsync("complete-chunked", new
    {
        recordingId,
        parts = parts.Select(part => new { partNumber = part.Number, etag = part.ETag }),
        duration = 12.5,
    });

    public Task<Answer> CompleteAsync() => CompleteAsync([.. ETags.Select(part => (part.Key, part.Value))]);

    /// <summary>Completes an open-ended upload.</summary>
    public Task<Answer> CompleteAsync(long? fileSize, string? sha256 = null, params (int Number, string ETag)[] parts) => host.PostAsync("complete-chunked", new
    {
        recordingId,
        parts = (parts.Length > 0 ? parts : [.. ETags.Select(part => (part.Key, part.Value))]).Select(part => new { partNumber = part.Item1, etag = part.Item2 }),
        fileSize,
        sha256,
        duration = 12.5,
    });

    public bool IsStoredWhole()
    {
        var path = Path.Combine(host.Folder, "objects", host.Recordings.Find(recordingId).StorageKey!);
        return File.Exists(path) && SHA256.HashData(File.ReadAllBytes(path)).AsSpan().SequenceEqual(SHA256.HashData(file));
    }

    public byte[] Part(int number) => file[((number - 1) * host.PartBytes)..Math.Min(number * host.PartBytes, file.Length)];
}
