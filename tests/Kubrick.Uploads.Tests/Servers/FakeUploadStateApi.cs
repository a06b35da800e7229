using System.Collections.Concurrent;
using Kubrick.Contracts.Uploads;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kubrick.Uploads.Tests.Servers;

/// <summary>
/// A fake of Recordings: its internal API over HTTP, with documents in memory. The functional tests run both services together.
/// </summary>
internal sealed class FakeUploadStateApi : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, UploadState> documents = new();
    private readonly Lock changes = new();
    private readonly WebApplication app;
    private int loseAnswers;

    private FakeUploadStateApi(WebApplication app) => this.app = app;

    /// <summary>The latest session that Uploads attached or declared.</summary>
    public AttachUploadSession? LastSession { get; private set; }

    /// <summary>The latest completion that Uploads reported.</summary>
    public UploadCompletion? LastCompletion { get; private set; }

    /// <summary>The latest refusal that Uploads reported.</summary>
    public RejectUpload? LastRejection { get; private set; }

    /// <summary>The latest sign of life that Uploads noted.</summary>
    public NotePart? LastNote { get; private set; }

    public Uri Address => new(app.Urls.First());

    public static async Task<FakeUploadStateApi> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var fake = new FakeUploadStateApi(app);
        fake.Map();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return fake;
    }

    /// <summary>A recording as it is after <c>POST /api/recordings</c>; returns its id.</summary>
    public string Create(string status = "uploading", string mimeType = "video/webm")
    {
        var id = Guid.NewGuid().ToString("N")[..24];
        documents[id] = new UploadState
        {
            RecordingId = id,
            Status = status,
            Version = 1,
            CreatedAt = TimeProvider.System.GetUtcNow(),
            MimeType = mimeType,
        };
        return id;
    }

    public UploadState Find(string id) => documents[id];

    public void Change(string id, Func<UploadState, UploadState> change) => documents[id] = change(documents[id]);

    /// <summary>Makes the next change, but fails its request.</summary>
    public void LoseNextAnswer() => Interlocked.Exchange(ref loseAnswers, 1);

    public async Task StopAsync() => await app.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private void Map()
    {
        app.MapGet(UploadRoutes.Prefix, (string id) => documents.TryGetValue(id, out var found) ? Results.Json(found) : Missing());
        app.MapPost(UploadRoutes.Prefix, (string id, StartUpload start) => Change(
            id, state => state.Status is "uploading" or "error" || (state.IsRecovered && start.MayReplaceRecovered), state => Place(state, start)));
        app.MapPut(UploadRoutes.Prefix + "/session", (string id, AttachUploadSession session) => Change(id, state => state.UploadId == session.UploadId || state.Version == session.Version, state => state with
        {
            UploadId = (LastSession = session).UploadId,
            FileSize = session.FileSize,
            ChunkSize = session.ChunkSize,
            SessionExpiresAt = session.ExpiresAt,
            IsOpenEnded = session.IsOpenEnded,
            LastPartAt = state.UploadId == session.UploadId ? state.LastPartAt : null,
        }));
        app.MapPost(UploadRoutes.Prefix + "/part", (string id, NotePart note) => Change(id, _ => true, state => state.UploadId is not null && (LastNote = note) is not null
            ? state with { LastPartAt = TimeProvider.System.GetUtcNow() }
            : state));
        app.MapPost(UploadRoutes.Prefix + "/completed", (string id, UploadCompletion completion) => Change(id, state => state.Status is "uploading" or "error" or "ready" or "archived", state => Complete(state, LastCompletion = completion)));
        app.MapPost(UploadRoutes.Prefix + "/rejected", (string id, RejectUpload rejected) => Change(id, state => state.StorageKey == rejected.StorageKey && state.UploadId == rejected.UploadId, state => state with
        {
            Status = "error",
            IsFailed = true,
            UploadId = null,
            FileSize = null,
            IsOpenEnded = false,
            FileBytes = (LastRejection = rejected).FileBytes,
            StoredETag = rejected.ETag,
            StoredAt = rejected.StoredAt,
        }));
        app.MapPost(UploadRoutes.Prefix + "/aborted", (string id) => Change(id, state => state.Status is "uploading" or "error", state => state with
        {
            Status = "error",
            UploadId = null,
            FileSize = null,
            ChunkSize = null,
            SessionExpiresAt = null,
            IsOpenEnded = false,
        }));
        app.MapPost(UploadRoutes.Prefix + "/thumbnail", (string id, AttachThumbnail thumbnail) => Change(id, _ => true, state => state with { ThumbnailKey = thumbnail.ThumbnailKey }));
    }

    /// <summary>A claim that is not the SHA-256 of the stored file changes nothing that Uploads sees.</summary>
    private static UploadState Complete(UploadState state, UploadCompletion completion) =>
        completion.Sha256 is { } claimed && state.StoredSha256 is { } known && claimed != known
            ? state
            : state with
            {
                Status = state.Status == "archived" ? "archived" : "ready",
                UploadId = null,
                IsOpenEnded = false,
                FileBytes = completion.FileBytes,
                Duration = completion.Duration ?? state.Duration,
                Sha256 = completion.Sha256 ?? state.Sha256,
                IsSha256Verified = completion.IsSha256Verified || state.IsSha256Verified,
                StoredSha256 = completion.IsSha256Verified ? completion.Sha256 : state.StoredSha256,
                IsRecovered = state.IsRecovered && !completion.IsWhole,
                IsFailed = false,
                MimeType = completion.MimeType ?? state.MimeType,
                StoredETag = completion.ETag,
                StoredAt = completion.StoredAt,
            };

    /// <summary>A file with another key or in another place drops the open session.</summary>
    private static UploadState Place(UploadState state, StartUpload start)
    {
        var type = start.MimeType ?? state.MimeType;
        var placed = state with
        {
            Status = "uploading",
            IsFailed = false,
            MimeType = type,
            Provider = start.Provider,
            Bucket = start.Bucket,
            StorageKey = new StorageKeys(new()).Video(state.RecordingId, state.CreatedAt, 1, type),
        };
        return placed.StorageKey == state.StorageKey && placed.Provider == state.Provider && placed.Bucket == state.Bucket && state.UploadId is not null
            ? placed
            : placed with { UploadId = null, ChunkSize = null, SessionExpiresAt = null, IsOpenEnded = false, FileSize = start.FileSize };
    }

    private static ApiErrorResult Missing() => ApiErrors.NotFound("There is no such recording.");

    private IResult Change(string id, Func<UploadState, bool> isAllowed, Func<UploadState, UploadState> change)
    {
        lock (changes)
        {
            if (!documents.TryGetValue(id, out var state))
            {
                return Missing();
            }

            if (!isAllowed(state))
            {
                return ApiErrors.Conflict("The recording's state does not allow this.");
            }

            var changed = change(state);
            documents[id] = changed with { Version = changed == state ? state.Version : state.Version + 1 };
        }

        return Interlocked.Exchange(ref loseAnswers, 0) == 1 ? Results.StatusCode(500) : Results.Json(documents[id]);
    }
}
