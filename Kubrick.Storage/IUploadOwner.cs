namespace Kubrick.Storage;

/// <summary>Knows which uploads are still needed. What has arrived of an upload may be all that is left of a recording, also after it has expired.</summary>
public interface IUploadOwner
{
    /// <summary>Whether nobody needs an upload any more, so that it may be removed with what has arrived.</summary>
    /// <param name="key">The key of its object.</param>
    /// <param name="uploadId">The upload.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>False also if that cannot be found out now.</returns>
    Task<bool> HasReleasedAsync(string key, string uploadId, CancellationToken cancellationToken);
}
