using System.Security.Cryptography;
using System.Text;

namespace Kubrick.AppHost.Servers;

/// <summary>Adds the secrets of servers. <c>Parameters:NAME</c> chooses one; a manifest asks for it.</summary>
internal static class SecretExtensions
{
    /// <summary>The length of a generated secret: hex digits, which need no escaping anywhere.</summary>
    private const int Digits = 32;

    /// <summary>A secret that is random for each run: the scripts of local servers set the user's secret at every start, so it is not stored.</summary>
    public static IResourceBuilder<ParameterResource> AddRunSecret(this IDistributedApplicationBuilder builder, string name)
    {
        var secret = builder.Given(name) ?? Generate();
        return builder.AddParameter(name, () => secret, secret: true);
    }

    /// <summary>
    /// A secret that a container stores with its data when it starts for the first time: kept in the data folder, readable by its owner only, and used again by
    /// later runs.
    /// </summary>
    /// <exception cref="DistributedApplicationException">The file cannot be read or written.</exception>
    public static IResourceBuilder<ParameterResource> AddStoredSecret(this IDistributedApplicationBuilder builder, string name)
    {
        if (builder.ExecutionContext.IsPublishMode)
        {
            return builder.AddParameter(name, new GenerateParameterDefault { MinLength = Digits, Special = false }, secret: true);
        }

        var secret = builder.Given(name) ?? (builder.IsEphemeral() ? Generate() : ReadOrCreate(Path.Combine(builder.DataFolder(), "secrets", name)));
        return builder.AddParameter(name, () => secret, secret: true);
    }

    /// <summary>The name of a container's volume: each data folder has its own, as it has its own secrets.</summary>
    public static string VolumeOf(this IDistributedApplicationBuilder builder, string server) =>
        $"kubrick-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(builder.DataFolder())))[..8]}-{server}";

    /// <summary>The secret in a file, which is created with a new one if it does not exist.</summary>
    internal static string ReadOrCreate(string file)
    {
        try
        {
            if (File.Exists(file) && File.ReadAllText(file).Trim() is { Length: > 0 } stored)
            {
                return stored;
            }

            var secret = Generate();
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            using var writer = new StreamWriter(file, options);
            writer.Write(secret);
            return secret;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DistributedApplicationException($"The secret in {file} cannot be read or written: {exception.Message}");
        }
    }

    private static string? Given(this IDistributedApplicationBuilder builder, string name) => builder.Configuration[$"Parameters:{name}"] is { Length: > 0 } given ? given : null;

    private static string Generate() => RandomNumberGenerator.GetHexString(Digits, lowercase: true);
}
