using MongoDB.Bson.Serialization.Conventions;

namespace Kubrick.Playback.Streams;

/// <summary>The BSON conventions of this service's documents: camelCase, no nulls.</summary>
internal static class StreamBson
{
    private static readonly Lazy<bool> Registration = new(Register);

    /// <summary>Registers the conventions with the driver, once in a process.</summary>
    public static void EnsureRegistered() => _ = Registration.Value;

    private static bool Register()
    {
        var conventions = new ConventionPack
        {
            new CamelCaseElementNameConvention(),
            new IgnoreIfNullConvention(true),
            // A newer version may have stored fields that this version does not know.
            new IgnoreExtraElementsConvention(true),
        };
        ConventionRegistry.Register("Kubrick.Playback", conventions, type => type.Namespace?.StartsWith("Kubrick.Playback", StringComparison.Ordinal) == true);
        return true;
    }
}
