namespace Kubrick.Storage;

/// <summary>Removes objects. What is not there counts as removed.</summary>
public interface IObjectRemover
{
    /// <summary>Removes one object.</summary>
    /// <exception cref="StorageException">The storage refused or could not be reached.</exception>
    Task DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>Removes every object whose key begins with <paramref name="prefix"/>, which ends with a slash; answers how many.</summary>
    /// <exception cref="ArgumentException">The prefix is empty or does not end with a slash.</exception>
    /// <exception cref="StorageException">The storage refused or could not be reached; some objects may be gone.</exception>
    Task<int> DeletePrefixAsync(string prefix, CancellationToken cancellationToken);
}
