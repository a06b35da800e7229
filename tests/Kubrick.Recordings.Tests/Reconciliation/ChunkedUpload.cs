using System.Security.Cryptography;
using System.Text.Json;
using Kubrick.Contracts.Uploads;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Storage;
using Kubrick.Storage.Local;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.Recordings.Tests.Reconciliation;

/// <summary>A chunked upload to the provider <c>local</c>, as Uploads leaves it before its completion.</summary>
internal sealed class ChunkedUpload(RecordingsApp app, string recordingId, byte[] file, UploadSession session)
{
    /// <summary>The part size in bytes; the service must be configured with it.</summary>
    public const int Chunk = 256 << 10;

    public string RecordingId => recordingId;

    public byte[] File => file;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<ChunkedUpload> StartAsync(RecordingsApp app, int size)
    {
        var location = app.Services.GetRequiredService<StorageLocation>();
        var id = (string)(await app.CreateAsync())["id"]!;
        var started = await app.SendAsync(
            HttpMethod.Post,
            UploadRoutes.State(id),
            $$"""{"provider":"{{location.Provider}}","bucket":"{{location.Bucket}}","fileSize":{{size}}}""",
            contentType: "application/json");
        var uploads = app.Services.GetRequiredService<IResumableUploads>();
        var session = await uploads.StartAsync(new UploadRequest((string)started.Json!["storageKey"]!, "video/webm", size, Origin: null), Stop);
        Assert.Equal(Chunk, session.PartSize);
        var attached = await app.SendAsync(
            HttpMethod.Put,
            UploadRoutes.Session(id),
            $$"""{"uploadId":"{{session.UploadId}}","fileSize":{{size}},"chunkSize":{{Chunk}},"expiresAt":"{{session.ExpiresAt:O}}","version":{{started.Json["version"]}}}""",
            contentType: "application/json");
        Assert.Equal(200, attached.Status);
        return new ChunkedUpload(app, id, RandomNumberGenerator.GetBytes(size), session);
    }

    /// <summary>Begins an upload whose size is not declared yet.</summary>
    public static async Task<ChunkedUpload> StartOpenEndedAsync(RecordingsApp app, int size)
    {
        var location = app.Services.GetRequiredService<StorageLocation>();
        var id = (string)(await app.CreateAsync())["id"]!;
        var begun = await app.SendAsync(
            HttpMethod.Post, UploadRoutes.State(id), $$"""{"provider":"{{location.Provider}}","bucket":"{{location.Bucket}}"}""", contentType: "application/json");
        var uploads = app.Services.GetRequiredService<IResumableUploads>();
        var session = await uploads.StartAsync(new UploadRequest((string)begun.Json!["storageKey"]!, "video/webm", FileSize: null, Origin: null), Stop);
        var upload = new ChunkedUpload(app, id, RandomNumberGenerator.GetBytes(size), session);
        await upload.AttachAsync((long)begun.Json["version"]!, fileSize: null, sha256: null);
        return upload;
    }

    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(file));

    /// <summary>Declares size and hash, as Uploads does before it joins the parts.</summary>
    public Task DeclareAsync(string? sha256 = null) => AttachAsync(version: 0, file.Length, sha256);

    private async Task AttachAsync(long version, long? fileSize, string? sha256)
    {
        var attach = new AttachUploadSession(session.UploadId, fileSize, session.PartSize, session.ExpiresAt, version) { IsOpenEnded = true, Sha256 = sha256 };
        var body = JsonSerializer.Serialize(attach, JsonSerializerOptions.Web);
        Assert.Equal(200, (await app.SendAsync(HttpMethod.Put, UploadRoutes.Session(recordingId), body, contentType: "application/json")).Status);
    }

    /// <summary>Sends one part of the file, or the given number of random bytes.</summary>
    public async Task SendAsync(int number, int? bytes = null)
    {
        var part = bytes is { } count ? RandomNumberGenerator.GetBytes(count) : file[((number - 1) * Chunk)..Math.Min(number * Chunk, file.Length)];
        using var content = new MemoryStream(part);
        await app.Services.GetRequiredService<LocalUploads>().ReceivePartAsync(session.Key, session.UploadId, number, content, part.Length, Stop);
    }

    /// <summary>The object under the recording's key; null where there is none.</summary>
    public async Task<byte[]?> StoredAsync()
    {
        var root = app.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<LocalStorageOptions>>().Value.Root;
        var path = Path.Combine(root, "objects", session.Key);
        return System.IO.File.Exists(path) ? await System.IO.File.ReadAllBytesAsync(path, Stop) : null;
    }
}
