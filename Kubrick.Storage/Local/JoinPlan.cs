using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kubrick.Storage.Local;

/// <summary>The parts that become one file, stored as <c>join.json</c> before the first of them is changed.</summary>
/// <param name="Sha256">The SHA-256 of the file, in lower-case hex.</param>
/// <param name="Parts">The parts in their order.</param>
internal sealed record JoinPlan(string Sha256, IReadOnlyList<JoinPart> Parts)
{
    private const string FileName = "join.json";

    /// <summary>The size of the file in bytes.</summary>
    [JsonIgnore]
    public long Length => OffsetOf(Parts.Count);

    /// <summary>The plan of a session; null if there is none.</summary>
    /// <exception cref="IOException">The folder could not be read.</exception>
    public static JoinPlan? Read(string directory)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(directory, FileName)), JoinPlanJson.Default.JoinPlan);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException exception)
        {
            throw new IOException("The plan of a join is damaged.", exception);
        }
    }

    /// <summary>Where a part begins in the file.</summary>
    /// <param name="index">From 0; the number of parts for the end of the file.</param>
    public long OffsetOf(int index) => Parts.Take(index).Sum(part => part.Length);

    /// <summary>How many parts are the same in another plan, from the first on.</summary>
    public int CommonWith(JoinPlan other) => Parts.Zip(other.Parts).TakeWhile(pair => pair.First == pair.Second).Count();

    /// <summary>Whether it joins exactly these parts.</summary>
    public bool IsOf(IReadOnlyList<LocalPart> parts) => Parts.SequenceEqual(parts.Select(JoinPart.Of));

    /// <summary>Stores the plan.</summary>
    public async Task WriteAsync(LocalFolder folder, string directory, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var file = new PendingFile(folder);
        await JsonSerializer.SerializeAsync(file.Stream, this, JoinPlanJson.Default.JoinPlan, cancellationToken);
        await file.SealAsync(now, cancellationToken);
        file.Commit(Path.Combine(directory, FileName), createFolders: false);
    }
}

/// <summary>One part of a joined file.</summary>
internal sealed record JoinPart(int Number, string ETag, long Length)
{
    public static JoinPart Of(LocalPart part) => new(part.Number, part.ETag, part.Length);

    /// <summary>The part's own file.</summary>
    public string PathIn(string directory) => Path.Combine(directory, LocalParts.FileName(Number, ETag));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(JoinPlan))]
internal sealed partial class JoinPlanJson : JsonSerializerContext;
