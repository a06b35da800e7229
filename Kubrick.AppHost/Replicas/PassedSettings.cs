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

    /// <summary>The settings for a service, or for the gateway (<paramref name="isEdge"/>); without the storage's secrets.</summary>
    /// <param name="configuration">The AppHost's settings.</param>
    /// <param name="isEdge">Whether they are for the gateway.</param>
    /// <param name="isPublished">Whether they are for a manifest, which is for other machines: folder and credentials file are on this one.</param>
    public static IEnumerable<PassedSetting> Of(IConfiguration configuration, bool isEdge, bool isPublished)
    {
        var fromSections = Sections.Concat(isEdge ? EdgeSections : []).SelectMany(section => configuration.GetSection(section).AsEnumerable());
        var named = Names.Select(name => KeyValuePair.Create(name, configuration[name]));
        return from setting in fromSections.Concat(named).Concat(Telemetry(configuration))
               where setting.Value is not null
                   && !IsStorageSecret(setting.Key)
                   && !(isPublished && (setting.Key.StartsWith("Storage:Local:", StringComparison.OrdinalIgnoreCase) || IsCredentialsFile(setting.Key)))
               select new PassedSetting(setting.Key, setting.Value, setting.Key == TelemetryHeaders && setting.Value.Length > 0);
    }

    /// <summary>The storage's secrets, for the services that read or write objects.</summary>
    /// <param name="configuration">The AppHost's settings.</param>
    /// <param name="isPublished">Whether they are for a manifest, which has no folder.</param>
    public static IEnumerable<PassedSetting> StorageSecretsOf(IConfiguration configuration, bool isPublished) =>
        from name in isPublished ? StorageSecrets[..1] : StorageSecrets
        let value = configuration[name]
        where !string.IsNullOrEmpty(value)
        select new PassedSetting(name, value, IsSecret: true);

    // Without its own, Aspire would send the dashboard's key to another receiver.
    private static IEnumerable<KeyValuePair<string, string?>> Telemetry(IConfiguration configuration) => configuration[TelemetryNames[0]] is null
        ? []
        : TelemetryNames.Select(name => KeyValuePair.Create(name, configuration[name] ?? (name == TelemetryHeaders ? "" : null)));

    private static bool IsStorageSecret(string key) => StorageSecrets.Contains(key, StringComparer.OrdinalIgnoreCase);

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
