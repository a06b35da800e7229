namespace Kubrick.Storage;

/// <summary>Removes objects. An object that does not exist counts as removed.</summary>
public interface IObjectRemover
{
    /// <summary>Removes one object.</summary>
    /// <exception cref="StorageException">The storage refused or could not be reached.</exception>
    Task DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>Removes every object whose key starts with <paramref name="prefix"/>, which ends with a slash; returns their number.</summary>
    /// <exception cref="ArgumentException">The prefix is empty or does not end with a slash.</exception>
    /// <exception cref="StorageException">The storage refused or could not be reached; some objects may be removed.</exception>
    Task<int> DeletePrefixAsync(string prefix, CancellationToken cancellationToken);
}
