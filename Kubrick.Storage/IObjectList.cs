namespace Kubrick.Storage;

/// <summary>Lists objects.</summary>
public interface IObjectList
{
    /// <summary>
    /// The keys of every object whose key starts with <paramref name="prefix"/>, which ends with a slash; page by page, so that memory stays flat. Objects that
    /// are stored or removed meanwhile may be listed or not.
    /// </summary>
    /// <exception cref="ArgumentException">The prefix is empty or does not end with a slash.</exception>
    /// <exception cref="StorageException">The storage refused or could not be reached.</exception>
    IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken);
}
