using System.Globalization;

namespace Kubrick.AppHost;

/// <summary>The AppHost's own settings.</summary>
internal static class RunSettings
{
    /// <summary>The data folder of a local run (databases, queues, objects); by default <c>.kubrick/run</c> in the checkout.</summary>
    public static string DataFolder(this IDistributedApplicationBuilder builder) => Path.GetFullPath(
        builder.Configuration["Kubrick:DataFolder"] ?? builder.Configuration["KUBRICK_DATA"] ?? Path.Combine(builder.AppHostDirectory, "..", ".kubrick", "run"));

    /// <summary>Whether the data is discarded when the application stops, as in tests: then servers need not flush it to disk.</summary>
    public static bool IsEphemeral(this IDistributedApplicationBuilder builder) => builder.Configuration["Kubrick:IsEphemeral"] == "true";

    /// <summary>The port of the gateway (<c>PORT</c>); null where the application chooses one.</summary>
    /// <exception cref="DistributedApplicationException">The setting is invalid.</exception>
    public static int? GatewayPort(this IDistributedApplicationBuilder builder) => builder.Configuration["PORT"] is null or "" ? null : builder.Number("PORT", 0, 1, 65_535);

    /// <summary>Rejects settings <c>SECTION:NAME</c> of a name that does not exist.</summary>
    /// <exception cref="DistributedApplicationException">There is such a setting.</exception>
    public static void RejectUnknownNames(this IDistributedApplicationBuilder builder, string section, IReadOnlyCollection<string> known)
    {
        if (builder.Configuration.GetSection(section).GetChildren().FirstOrDefault(setting => !known.Contains(setting.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw new DistributedApplicationException($"{section}:{unknown.Key} names nothing; there are {string.Join(", ", known)}.");
        }
    }

    /// <summary>A whole number within bounds.</summary>
    /// <exception cref="DistributedApplicationException">The setting is invalid.</exception>
    public static int Number(this IDistributedApplicationBuilder builder, string name, int otherwise, int least, int most)
    {
        var setting = builder.Configuration[name];
        if (setting is null)
        {
            return otherwise;
        }

        return int.TryParse(setting, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new DistributedApplicationException($"{name} is '{setting}'; it takes {least} to {most}.");
    }
}
