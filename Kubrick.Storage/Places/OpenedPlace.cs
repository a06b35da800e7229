namespace Kubrick.Storage.Places;

/// <summary>A place with the connections that were opened for it.</summary>
internal sealed record OpenedPlace(StoragePlace Place, params IReadOnlyList<IDisposable> Connections) : IDisposable
{
    public void Dispose()
    {
        foreach (var connection in Connections)
        {
            connection.Dispose();
        }
    }
}
