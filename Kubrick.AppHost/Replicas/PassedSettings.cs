using Microsoft.Extensions.Configuration;

namespace Kubrick.AppHost.Replicas;

/// <summary>The settings of the AppHost that are passed to services, so one command line configures the whole system.</summary>
internal static class PassedSettings
{
    /// <summary>Sections that are passed to every service.</summary>
    private static readonly string[] Sections = ["Storage", "Cors", "RateLimits", "LiveStreaming", "Ingest", "Transcoder", "Playback", "Uploads", "Deletion", "Reconciliation", "Outbox"];

    /// <summary>Sections for the gateway only: a service after it that got the list of outer proxies would no longer trust the gateway.</summary>
    private static readonly string[] EdgeSections = ["Proxies"];

    /// <summary>Settings outside of a section.</summary>
    private static readonly string[] Names = ["LOG_LEVEL", "FRONTEND_URL"];

    /// <summary>Settings that send telemetry to another receiver than the dashboard.</summary>
    private static readonly string[] TelemetryNames = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_PROTOCOL", TelemetryHeaders];

    private const string TelemetryHeaders = "OTEL_EXPORTER_OTLP_HEADERS";

    private static readonly string[] StorageSecrets = ["Storage:S3:SecretAccessKey", "Storage:Local:SigningKey"];

    /// <summary>The settings for a service, or for the gateway (<paramref name="isEdge"/>), which never reads or writes an object and gets no secret of the storage.</summary>
    /// <param name="configuration">The AppHost's settings.</param>
    /// <param name="isEdge">Whether they are for the gateway.</param>
    /// <param name="isPublished">Whether they are for a manifest, which is for other machines: folder and credentials file are on this one.</param>
    public static IEnumerable<PassedSetting> Of(IConfiguration configuration, bool isEdge, bool isPublished)
    {
        var fromSections = Sections.Concat(isEdge ? EdgeSections : []).SelectMany(section => configuration.GetSection(section).AsEnumerable());
        var telemetry = configuration[TelemetryNames[0]] is null ? [] : TelemetryNames;
        var named = Names.Concat(telemetry).Select(name => KeyValuePair.Create(name, configuration[name]));
        return from setting in fromSections.Concat(named)
               let isStorageSecret = StorageSecrets.Contains(setting.Key, StringComparer.OrdinalIgnoreCase)
               where setting.Value is not null
                   && !(isEdge && isStorageSecret)
                   && !(isPublished && (setting.Key.StartsWith("Storage:Local:", StringComparison.OrdinalIgnoreCase) || IsCredentialsFile(setting.Key)))
               select new PassedSetting(setting.Key, setting.Value, isStorageSecret || setting.Key == TelemetryHeaders);
    }

    private static bool IsCredentialsFile(string key) => string.Equals(key, "Storage:Gcp:CredentialsFile", StringComparison.OrdinalIgnoreCase);
}

/// <summary>A setting for a service.</summary>
/// <param name="Name">Its name, with colons.</param>
/// <param name="Value">Its value.</param>
/// <param name="IsSecret">Whether the dashboard hides it and a manifest asks for it.</param>
internal sealed record PassedSetting(string Name, string Value, bool IsSecret)
{
    /// <summary>The environment variable of the service.</summary>
    public string Variable => Name.Replace(":", "__", StringComparison.Ordinal);

    /// <summary>The parameter of a secret.</summary>
    public string Parameter => Name.Replace(':', '-').Replace('_', '-').ToLowerInvariant();
}
