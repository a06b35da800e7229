using MongoDB.Bson.Serialization.Conventions;

namespace Kubrick.Playback.Streams;

/// <summary>How documents are written: camelCase, no nulls.</summary>
internal static class StreamBson
{
    private static readonly Lazy<bool> Registration = new(Register);

    /// <summary>Tells the driver, once a process.</summary>
    public static void EnsureRegistered() => _ = Registration.Value;

    private static bool Register()
    {
        var conventions = new ConventionPack
        {
            new CamelCaseElementNameConvention(),
            new IgnoreIfNullConvention(true),
            // A newer version may have stored fields that this one does not know.
            new IgnoreExtraElementsConvention(true),
        };
        ConventionRegistry.Register("Kubrick.Playback", conventions, type => type.Namespace?.StartsWith("Kubrick.Playback", StringComparison.Ordinal) == true);
        return true;
    }
}
