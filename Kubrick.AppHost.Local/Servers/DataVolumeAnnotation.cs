using Aspire.Hosting.ApplicationModel;

namespace Kubrick.AppHost.Local;

/// <summary>The server's data stays from one run to the next.</summary>
internal sealed class DataVolumeAnnotation(string name) : IResourceAnnotation
{
    public string Name { get; } = name;

    public static DataVolumeAnnotation Create(IResource resource, string? name, bool isReadOnly)
    {
        if (isReadOnly)
        {
            throw new NotSupportedException("A read-only data volume is not supported by the local runner.");
        }

        name ??= resource.Name;
        return name.AsSpan().IndexOfAny('/', '\0') < 0 && name is not ("." or ".." or "")
            ? new DataVolumeAnnotation(name)
            : throw new ArgumentException($"'{name}' is not a folder's name.", nameof(name));
    }
}
