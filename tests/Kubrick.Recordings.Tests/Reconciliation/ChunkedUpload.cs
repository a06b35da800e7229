using System.Security.Cryptography;
using System.Text.Json;
using Kubrick.Contracts.Uploads;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Storage;
using Kubrick.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.Recordings.Tests.Reconciliation;

/// <summary>A chunked upload to any provider, as Uploads leaves it before its completion.</summary>
internal sealed class ChunkedUpload(RecordingsApp app, string recordingId, byte[] file, UploadSession session)
{
    /// <summary>The part size in bytes; the service must be configured with it.</summary>
    public const int Chunk = 256 << 10;

    public string RecordingId => recordingId;

    public byte[] File => file;

    public UploadSession Session => session;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<ChunkedUpload> StartAsync(RecordingsApp app, int size) => await StartSizedAsync(app, (string)(await app.CreateAsync())["id"]!, size);

    /// <summary>Begins an upload of declared size.</summary>
    public static async Task<ChunkedUpload> StartSizedAsync(RecordingsApp app, string id, int size)
    {
        var location = app.Services.GetRequiredService<StorageLocation>();
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
        return new ChunkedUpload(app, id, VideoFile.WebM(size), session);
    }

    /// <summary>Begins an upload whose size is not declared yet.</summary>
    public static async Task<ChunkedUpload> StartOpenEndedAsync(RecordingsApp app, int size) =>
        await StartOpenEndedAsync(app, (string)(await app.CreateAsync())["id"]!, VideoFile.WebM(size));

    /// <summary>Begins the upload of a file, or begins it again.</summary>
    public static async Task<ChunkedUpload> StartOpenEndedAsync(RecordingsApp app, string id, byte[] file)
    {
        var location = app.Services.GetRequiredService<StorageLocation>();
        var begun = await app.SendAsync(
            HttpMethod.Post,
            UploadRoutes.State(id),
            $$"""{"provider":"{{location.Provider}}","bucket":"{{location.Bucket}}","mayReplaceRecovered":true}""",
            contentType: "application/json");
        Assert.Equal(200, begun.Status);
        var uploads = app.Services.GetRequiredService<IResumableUploads>();
        var session = await uploads.StartAsync(new UploadRequest((string)begun.Json!["storageKey"]!, "video/webm", FileSize: null, Origin: null), Stop);
        var upload = new ChunkedUpload(app, id, file, session);
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

    /// <summary>Sends one part of the file, or the given number of random bytes. With <c>gcp</c>, in order; the object is stored with the last odd byte.</summary>
    public async Task SendAsync(int number, int? bytes = null)
    {
        var part = bytes is { } count ? RandomNumberGenerator.GetBytes(count) : Part(number);
        await app.Services.GetRequiredService<IMultipartWriter>().PutPartAsync(session, number, part, Stop);
    }

    /// <summary>Sends all parts.</summary>
    public async Task SendAllAsync()
    {
        for (var number = 1; (number - 1) * Chunk < file.Length; number++)
        {
            await SendAsync(number);
        }
    }

    /// <summary>Sends bytes of the file as a part.</summary>
    public Task SendRangeAsync(int number, int start, int end) => app.Services.GetRequiredService<IMultipartWriter>().PutPartAsync(session, number, file.AsMemory(start..end), Stop);

    /// <summary>Completes the upload in the storage, and reports nothing.</summary>
    public async Task<StoredObject> JoinAsync()
    {
        var uploads = app.Services.GetRequiredService<IResumableUploads>();
        var received = await uploads.FindReceivedAsync(session, Stop);
        return await uploads.CompleteAsync(session, received!.FromStart(session.PartSize).Parts, Stop);
    }

    /// <summary>Aborts the upload in the storage, and reports nothing.</summary>
    public Task AbortInStorageAsync() => app.Services.GetRequiredService<IResumableUploads>().AbortAsync(session, Stop);

    /// <summary>Reports a sign of life, as Uploads does when it signs a part.</summary>
    public async Task NoteAsync(int partNumber = 1, double? recordedSeconds = null, double? endSeconds = null)
    {
        var body = JsonSerializer.Serialize(new NotePart(partNumber, recordedSeconds, endSeconds), JsonSerializerOptions.Web);
        Assert.Equal(200, (await app.SendAsync(HttpMethod.Post, UploadRoutes.Part(recordingId), body, contentType: "application/json")).Status);
    }

    /// <summary>Completes the upload as its client does: declares it, joins the parts, and reports the file.</summary>
    public async Task CompleteAsync()
    {
        await DeclareAsync(Sha256);
        await ReportAsync(await JoinAsync());
    }

    /// <summary>Reports the stored file as the whole one.</summary>
    public async Task ReportAsync(StoredObject stored)
    {
        var completion = new UploadCompletion(session.Key, stored.Length, 99.5, ThumbnailStored: null) { Sha256 = Sha256, IsSha256Verified = true, IsWhole = true };
        var body = JsonSerializer.Serialize(completion, JsonSerializerOptions.Web);
        Assert.Equal(200, (await app.SendAsync(HttpMethod.Post, UploadRoutes.Completed(recordingId), body, contentType: "application/json")).Status);
    }

    /// <summary>The first parts of the file.</summary>
    public byte[] First(int parts) => file[..Math.Min(parts * Chunk, file.Length)];

    /// <summary>The object under the recording's key; null where there is none.</summary>
    public async Task<byte[]?> StoredAsync()
    {
        await using var stored = await app.Services.GetRequiredService<IObjectReader>().OpenReadAsync(session.Key, 0, null, Stop);
        if (stored is null)
        {
            return null;
        }

        using var memory = new MemoryStream();
        await stored.CopyToAsync(memory, Stop);
        return memory.ToArray();
    }

    private byte[] Part(int number) => file[((number - 1) * Chunk)..Math.Min(number * Chunk, file.Length)];
}
