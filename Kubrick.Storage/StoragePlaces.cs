using System.Collections.Concurrent;
using Kubrick.Storage.Local;
using Kubrick.Storage.Places;
using Microsoft.Extensions.Logging;

namespace Kubrick.Storage;

/// <summary>
/// Every place whose settings are there: the configured one, which new objects go to, and the places of other providers and of other buckets, which older recordings
/// may lie in (<c>docs/storage.md</c>). Registered by <c>AddStorage</c>.
/// </summary>
public sealed partial class StoragePlaces : IDisposable
{
    /// <summary>The most other places that are opened. Each has connections of its own.</summary>
    private const int MaxOpened = 16;

    /// <summary>The most places that are logged as unknown. Their names come from documents.</summary>
    private const int MaxReported = 100;

    private readonly IReadOnlyList<PlaceSource> sources;
    private readonly ILogger logger;
    private readonly ConcurrentDictionary<StorageLocation, Lazy<OpenedPlace?>> opened = new();
    private readonly ConcurrentDictionary<StorageLocation, bool> reported = new();

    internal StoragePlaces(StoragePlace configured, LocalAccess? local, IReadOnlyList<PlaceSource> sources, ILogger<StoragePlaces> logger)
    {
        Configured = configured;
        Local = local;
        this.sources = sources;
        this.logger = logger;
    }

    /// <summary>The place of new objects.</summary>
    public StoragePlace Configured { get; }

    /// <summary>The folder, if it is the configured place or its settings are there; else null.</summary>
    public LocalAccess? Local { get; }

    /// <summary>
    /// The places that the settings name: the configured one first, then that of each other provider of which any setting is there. <see cref="Find"/> does not know one whose settings
    /// are incomplete.
    /// </summary>
    public IReadOnlyList<StorageLocation> Known =>
    [
        Configured.Location,
        .. from source in sources
           where source.Provider != Configured.Location.Provider && source.IsSet
           select new StorageLocation(source.Provider, source.Bucket),
    ];

    /// <summary>The place with this provider and bucket; null if its settings are not there.</summary>
    /// <param name="provider">The provider; null for the configured one.</param>
    /// <param name="bucket">The bucket; null for the one that the provider's settings name.</param>
    public StoragePlace? Find(string? provider, string? bucket)
    {
        provider ??= Configured.Location.Provider;
        if (provider == Configured.Location.Provider && (bucket is null || bucket == Configured.Location.Bucket))
        {
            return Configured;
        }

        if (sources.FirstOrDefault(source => source.Provider == provider) is not { } source)
        {
            return Report(new StorageLocation(provider, bucket ?? ""), "it is no provider");
        }

        var location = new StorageLocation(provider, bucket ?? source.Bucket);
        var fault = source.FaultOf(location.Bucket);
        return fault is not null ? Report(location, fault)
            : Open(source, location) is { } place ? place
            : Report(location, "it could not be opened");
    }

    /// <summary>Why <see cref="Find"/> knows no such place: one sentence for an operator.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="bucket">The bucket; null for the one that the provider's settings name.</param>
    public string WhyNot(string provider, string? bucket) => sources.FirstOrDefault(source => source.Provider == provider) is { } source
        ? source.FaultOf(bucket ?? source.Bucket) ?? $"The storage '{provider}' could not be opened."
        : $"'{provider}' is no provider: 'local', 's3' or 'gcp'.";

    /// <summary>Logs which other places may be read, and one sentence for settings that are incomplete.</summary>
    internal void LogSources()
    {
        foreach (var source in sources.Where(source => source.Provider != Configured.Location.Provider && source.IsSet))
        {
            if (source.FaultOf(source.Bucket) is { } fault)
            {
                LogIncomplete(source.Provider, fault);
            }
            else
            {
                LogReadable(source.Provider, source.Bucket);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var place in opened.Values.Where(place => place.IsValueCreated))
        {
            place.Value?.Dispose();
        }
    }

    private StoragePlace? Open(PlaceSource source, StorageLocation location)
    {
        if (opened.Count >= MaxOpened && !opened.ContainsKey(location))
        {
            return null;
        }

        return opened.GetOrAdd(location, wanted => new Lazy<OpenedPlace?>(() => TryOpen(source, wanted))).Value?.Place;
    }

    private OpenedPlace? TryOpen(PlaceSource source, StorageLocation location)
    {
        try
        {
            return source.Open(location.Bucket);
        }
        catch (Exception exception)
        {
            // Whatever is wrong with another place, the service runs without it.
            LogFailed(location.Provider, location.Bucket, exception);
            return null;
        }
    }

    private StoragePlace? Report(StorageLocation location, string fault)
    {
        if (reported.Count < MaxReported && reported.TryAdd(location, true))
        {
            LogUnknown(location.Provider, location.Bucket, fault);
        }

        return null;
    }

    [LoggerMessage(LogLevel.Information, "Storage place readable: {Provider} '{Bucket}'")]
    private partial void LogReadable(string provider, string bucket);

    [LoggerMessage(LogLevel.Warning, "Storage place not used: the settings of {Provider} are incomplete: {Fault}")]
    private partial void LogIncomplete(string provider, string fault);

    [LoggerMessage(LogLevel.Warning, "Storage place unknown: objects in {Provider} '{Bucket}' cannot be reached: {Fault}")]
    private partial void LogUnknown(string provider, string bucket, string fault);

    [LoggerMessage(LogLevel.Error, "Storage place failed: {Provider} '{Bucket}' could not be opened")]
    private partial void LogFailed(string provider, string bucket, Exception exception);
}
