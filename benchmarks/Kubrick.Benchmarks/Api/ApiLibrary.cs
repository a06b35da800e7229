using System.Globalization;
using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Benchmarks.Api;

/// <summary>
/// Fills a library quickly: documents as the service stores them, written in bulk. The words of the texts are as unevenly distributed as in a language.
/// </summary>
internal static class ApiLibrary
{
    private const int BatchSize = 1000;
    private const int OldRecordings = 1500;

    private static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // The bucket of the application's own S3 server.
    private const string Bucket = "kubrick";

    private static readonly string[] Syllables =
        "in ter view stu dio ber lin lo ca tion rec ord ing tal mor ning even pro duc er sto ry his to fi lm cut day one mar ket new york pa ris ro me is land moun tain ri ver sea peo ple school"
            .Split(' ');

    /// <summary>The words of the texts, from the most to the least frequent.</summary>
    public static IReadOnlyList<string> Words { get; } = CreateWords(20_000);

    /// <summary>A frequent, an average and a rare word, to search for.</summary>
    public static (string Frequent, string Average, string Rare) Examples => (Words[0], Words[300], Words[15_000]);

    /// <summary>A word that only the oldest recordings have, in titles that are late in the alphabet.</summary>
    public static string OldProject => "zweckprojekt";

    /// <summary>The share of the recordings that is before a page in the middle of those without a duration, in descending order.</summary>
    public static double AbsentShare => 0.97;

    /// <summary>Stores recordings, and creates the indexes afterwards, which is much faster than filling them one by one.</summary>
    /// <param name="connectionString">The database.</param>
    /// <param name="count">The number of recordings.</param>
    /// <param name="provider">The storage provider that they name. No object is stored.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The ids.</returns>
    public static async Task<IReadOnlyList<string>> FillAsync(string connectionString, int count, string provider, CancellationToken cancellationToken)
    {
        RecordingBson.EnsureRegistered();
        var address = new MongoUrl(connectionString);
        using var client = new MongoClient(address);
        var collection = client.GetDatabase(address.DatabaseName).GetCollection<Recording>("recordings");
        await collection.Indexes.DropAllAsync(cancellationToken);
        var random = new Random(1);
        var ids = new List<string>();
        foreach (var batch in Enumerable.Range(0, count).Select(number => Create(number, provider, random)).Chunk(BatchSize))
        {
            ids.AddRange(batch.Select(recording => recording.Id.ToString()));
            await collection.InsertManyAsync(batch, new InsertManyOptions { IsOrdered = false }, cancellationToken);
        }

        foreach (var keys in RecordingIndexes.Keys)
        {
            await collection.Indexes.CreateOneAsync(new CreateIndexModel<Recording>(keys), cancellationToken: cancellationToken);
        }

        return ids;
    }

    /// <summary>The day before which a share of so many recordings was recorded.</summary>
    public static string DayAt(double share, int recordings) => Start.AddMinutes(share * recordings).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static Recording Create(int number, string provider, Random random)
    {
        var at = Start.AddMinutes(number);
        var isOldProject = number < OldRecordings;
        var id = ObjectId.GenerateNewId();
        return new Recording
        {
            Id = id,
            Title = (isOldProject ? $"{OldProject} " : "") + Text(random.Next(3, 7), random),
            Description = Text(random.Next(0, 40), random),
            RecorderName = Text(2, random),
            Metadata = new BsonDocument
            {
                ["Location"] = Text(2, random),
                ["eventId"] = string.Create(CultureInfo.InvariantCulture, $"E-{number}"),
                ["project"] = isOldProject ? OldProject : "none",
            },
            Duration = number % 20 == 7 ? null : random.Next(10, 4000),
            FileBytes = random.Next(1_000_000, 1_000_000_000),
            MimeType = "video/webm",
            PlaybackFormat = PlaybackFormat.Video,
            Status = number % 10_000 == 5 ? RecordingStatus.Processing : number % 10 == 0 ? RecordingStatus.Error : RecordingStatus.Ready,
            StorageProvider = provider,
            StorageBucket = provider == "local" ? null : Bucket,
            StorageKey = $"recordings/2025/01/01/{id}-001.webm",
            ThumbnailKey = $"thumbnails/{id}.jpg",
            SessionInfo = new SessionInfo { IpAddress = "127.0.0.1", BrowserName = "Chrome", UserAgent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36", DeviceType = "desktop" },
            RecordedAt = at,
            CreatedAt = at,
            UpdatedAt = at,
        };
    }

    // Zipf's law: the n-th word is about 1/n as frequent as the first.
    private static string Text(int words, Random random) =>
        string.Join(' ', Enumerable.Range(0, words).Select(_ => Words[(int)Math.Min(Words.Count - 1, Math.Exp(random.NextDouble() * Math.Log(Words.Count)) - 1)]));

    private static string[] CreateWords(int count)
    {
        var random = new Random(2);
        var words = new HashSet<string>();
        while (words.Count < count)
        {
            words.Add(string.Concat(Enumerable.Range(0, random.Next(1, 5)).Select(_ => Syllables[random.Next(Syllables.Length)])));
        }

        // Two letters are searched by the beginnings of words; the examples are of at least six.
        return [.. words.OrderByDescending(word => word.Length is >= 6 and <= 9)];
    }
}
