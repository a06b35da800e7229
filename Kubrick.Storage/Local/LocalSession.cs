using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Kubrick.Storage.Local;

/// <summary>An open upload, stored as <c>session.json</c> in its folder.</summary>
internal sealed partial record LocalSession(string Key, string ContentType, long FileSize, long PartSize, DateTimeOffset ExpiresAt)
{
    private const string FileName = "session.json";

    public int PartCount => PartSizes.Count(FileSize, PartSize);

    /// <summary>Ids are validated before they become paths: clients return them in signed URLs, and documents contain them.</summary>
    public static bool IsId(string uploadId) => Id().IsMatch(uploadId);

    /// <summary>The session in a folder; null if there is none.</summary>
    /// <exception cref="IOException">The folder could not be read.</exception>
    public static LocalSession? Read(string directory)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(directory, FileName)), LocalSessionJson.Default.LocalSession);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Creates the folder of a new session.</summary>
    public async Task WriteAsync(LocalFolder folder, string directory, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var file = new PendingFile(folder);
        await JsonSerializer.SerializeAsync(file.Stream, this, LocalSessionJson.Default.LocalSession, cancellationToken);
        await file.SealAsync(now, cancellationToken);
        file.Commit(Path.Combine(directory, FileName), createFolders: true);
    }

    [GeneratedRegex(@"\A[0-9a-f]{32}\z")]
    private static partial Regex Id();
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LocalSession))]
internal sealed partial class LocalSessionJson : JsonSerializerContext;
