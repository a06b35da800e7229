using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kubrick.ServiceDefaults.Settings;

/// <summary>
/// Maps the flat environment variables that operators know (<c>MONGODB_URI</c>, <c>STORAGE_PROVIDER</c>, …) to configuration keys. A hierarchical variable
/// (<c>Storage__Provider</c>) takes precedence over a flat one.
/// </summary>
public static class ContractVariables
{
    private static readonly Dictionary<string, string> Sections = new(StringComparer.Ordinal)
    {
        ["MONGODB_URI"] = "ConnectionStrings:kubrick",
        ["STORAGE_PROVIDER"] = "Storage:Provider",
        ["GCP_PROJECT_ID"] = "Storage:Gcp:ProjectId",
        ["GCP_BUCKET_NAME"] = "Storage:Gcp:Bucket",
        ["GOOGLE_APPLICATION_CREDENTIALS"] = "Storage:Gcp:CredentialsFile",
        ["AWS_REGION"] = "Storage:S3:Region",
        ["AWS_BUCKET_NAME"] = "Storage:S3:Bucket",
        ["AWS_ACCESS_KEY_ID"] = "Storage:S3:AccessKeyId",
        ["AWS_SECRET_ACCESS_KEY"] = "Storage:S3:SecretAccessKey",
        ["LIVE_STREAMING_ENABLED"] = "LiveStreaming:Enabled",
        ["OKTA_ENABLED"] = "Authentication:Enabled",
        ["OKTA_ISSUER"] = "Authentication:Issuer",
        ["OKTA_CLIENT_ID"] = "Authentication:ClientId",
        ["OKTA_AUDIENCE"] = "Authentication:Audience",
    };

    private static readonly Dictionary<string, string> LogLevels = new(StringComparer.OrdinalIgnoreCase)
    {
        ["trace"] = "Trace",
        ["debug"] = "Debug",
        ["info"] = "Information",
        ["information"] = "Information",
        ["warn"] = "Warning",
        ["warning"] = "Warning",
        ["error"] = "Error",
        ["fatal"] = "Critical",
        ["critical"] = "Critical",
        ["none"] = "None",
        ["silent"] = "None",
    };

    /// <summary>The flat variables and their configuration keys.</summary>
    public static IReadOnlyDictionary<string, string> Map => Sections;

    /// <summary>The settings from the flat variables; an empty variable counts as missing.</summary>
    /// <param name="variables">Reads a variable by name.</param>
    public static IReadOnlyDictionary<string, string?> Translate(Func<string, string?> variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, section) in Sections)
        {
            if (Read(name) is { } value)
            {
                settings[section] = value;
            }
        }

        if (Read("LOG_LEVEL") is { } level)
        {
            settings["Logging:LogLevel:Default"] = LogLevels.GetValueOrDefault(level, "Information");
        }

        if (Read("PORT") is { } port)
        {
            settings["http_ports"] = port;
        }

        var origins = (Read("FRONTEND_URL") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < origins.Length; i++)
        {
            settings[$"Cors:Origins:{i}"] = origins[i].TrimEnd('/');
        }

        return settings;

        string? Read(string name) => variables(name)?.Trim() is { Length: > 0 } value ? value : null;
    }

    /// <summary>One sentence for each flat variable with an invalid value.</summary>
    /// <param name="variables">Reads a variable by name.</param>
    public static IEnumerable<string> Faults(Func<string, string?> variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        if (variables("LOG_LEVEL") is { Length: > 0 } level && !LogLevels.ContainsKey(level.Trim()))
        {
            yield return $"LOG_LEVEL is '{level}', but must be one of debug, info, warn, error.";
        }

        if (variables("PORT") is { Length: > 0 } port && (!ushort.TryParse(port, out var number) || number == 0))
        {
            yield return $"PORT is '{port}', but must be a number from 1 to 65535.";
        }

        foreach (var flag in new[] { "LIVE_STREAMING_ENABLED", "OKTA_ENABLED" })
        {
            if (variables(flag) is { Length: > 0 } value && !bool.TryParse(value, out _))
            {
                yield return $"{flag} is '{value}', but must be true or false.";
            }
        }
    }

    internal static void AddContractVariables(this WebApplicationBuilder builder)
    {
        var sources = ((IConfigurationBuilder)builder.Configuration).Sources;
        var environment = sources.OfType<EnvironmentVariablesConfigurationSource>().LastOrDefault(source => string.IsNullOrEmpty(source.Prefix));
        var position = environment is null ? sources.Count : sources.IndexOf(environment);
        // The framework logs every request at Information, which would drown the service's own messages.
        sources.Insert(0, new MemoryConfigurationSource { InitialData = [KeyValuePair.Create("Logging:LogLevel:Microsoft.AspNetCore", (string?)"Warning")] });
        position++;
        // Precedence is by position: above appsettings.json, below the hierarchical variables and the command line.
        sources.Insert(position, new MemoryConfigurationSource { InitialData = Translate(Environment.GetEnvironmentVariable) });
        builder.Services.AddSingleton<IValidateOptions<AuthenticationSettings>, ContractVariablesValidation>();
        builder.Services.AddValidatedOptions<AuthenticationSettings>("Authentication");
    }

    private sealed class ContractVariablesValidation : IValidateOptions<AuthenticationSettings>
    {
        public ValidateOptionsResult Validate(string? name, AuthenticationSettings options)
        {
            var faults = Faults(Environment.GetEnvironmentVariable).ToList();
            return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
        }
    }
}
