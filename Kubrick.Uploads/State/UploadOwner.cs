using Kubrick.Storage;

namespace Kubrick.Uploads.State;

/// <summary>
/// Asks Recordings whether an expired upload is still the one of its recording: then it was neither completed nor ended, and the reconciler may still complete it. The product's own
/// uploads are no recording's, and are needed no longer when they have expired. An upload under any other key is kept: the patterns of the keys may have
/// been changed since it began.
/// </summary>
internal sealed class UploadOwner(IServiceScopeFactory scopes, StorageKeys keys) : IUploadOwner
{
    public async Task<bool> HasReleasedAsync(string key, string uploadId, CancellationToken cancellationToken)
    {
        if (keys.FindRecordingId(key) is not { } recordingId)
        {
            return keys.IsMade(key);
        }

        await using var scope = scopes.CreateAsyncScope();
        var states = scope.ServiceProvider.GetRequiredService<UploadStateClient>();
        return (await states.FindAsync(recordingId, cancellationToken)).Is(out var state, out var error)
            ? state.UploadId != uploadId
            // Deleted, or never one.
            : error.StatusCode is StatusCodes.Status404NotFound or StatusCodes.Status400BadRequest;
    }
}
