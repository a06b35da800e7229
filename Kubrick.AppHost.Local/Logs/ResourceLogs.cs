namespace Kubrick.AppHost.Local;

/// <summary>The logs of all replicas.</summary>
internal sealed class ResourceLogs
{
    private readonly Dictionary<string, ResourceLog> _byId = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, List<ResourceLog>> _byName = new(StringComparer.OrdinalIgnoreCase);

    public void Add(string name, string id, ResourceLog log)
    {
        _byId.Add(id, log);
        if (!_byName.TryGetValue(name, out var logs))
        {
            _byName.Add(name, logs = []);
        }

        logs.Add(log);
    }

    public IReadOnlyList<ResourceLog> Of(string nameOrId) =>
        _byName.TryGetValue(nameOrId, out var logs) ? logs
        : _byId.TryGetValue(nameOrId, out var log) ? [log]
        : throw new ArgumentException($"There is no resource '{nameOrId}' with processes, or the application has not started.", nameof(nameOrId));
}
