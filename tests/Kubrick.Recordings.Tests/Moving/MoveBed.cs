using System.Security.Cryptography;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Moving;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Storage;
using Kubrick.Storage.Local;
using Kubrick.Testing;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Kubrick.Recordings.Tests.Moving;

/// <summary>The service after <c>local</c> was changed to <c>s3</c>: older recordings lie in the folder.</summary>
internal sealed class MoveBed : IAsyncDisposable
{
    /// <summary>More than one request takes, so that it has parts.</summary>
    private const int VideoBytes = (8 << 20) + 1000;

    private readonly string folder;

    private MoveBed(RecordingsApp app, string folder, Dictionary<string, string> settings)
    {
        App = app;
        this.folder = folder;
        Settings = settings;
    }

    public RecordingsApp App { get; }

    /// <summary>The settings of the storage.</summary>
    public Dictionary<string, string> Settings { get; }

    public AdvancedClock Clock { get; private init; } = new();

    public StoragePlace Local => Places.Find("local", null)!;

    public StoragePlace S3 => Places.Find("s3", null)!;

    public StoragePlaces Places => App.Services.GetRequiredService<StoragePlaces>();

    public StorageKeys Keys => App.Services.GetRequiredService<StorageKeys>();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<MoveBed> StartAsync(Servers servers, Dictionary<string, string>? overrides = null)
    {
        var folder = Path.Combine(Path.GetTempPath(), "kubrick-moved-" + Guid.NewGuid().ToString("N"));
        LocalAccess.Open(new LocalStorageOptions { Root = folder }, new StorageOptions(), TimeProvider.System);
        var s3 = await servers.S3Async();
        var settings = s3.Settings(await s3.NewBucketAsync(Stop));
        settings["Storage:Provider"] = "s3";
        settings["Storage:Local:Root"] = folder;
        settings["Storage:WriterPartSize"] = $"{4 << 20}";
        settings["Deletion:PollInterval"] = "00:00:00.100";
        foreach (var (name, value) in overrides ?? [])
        {
            settings[name] = value;
        }

        var clock = new AdvancedClock();
        var app = await RecordingsApp.StartAsync(servers, settings, services => services.AddMoving().AddSingleton<TimeProvider>(clock));
        return new MoveBed(app, folder, settings) { Clock = clock };
    }

    /// <summary>Stores a recording with a video of several parts, a thumbnail, previews and a stream in a place.</summary>
    public async Task<Stored> AddAsync(StoragePlace place, Func<Recording, Recording>? change = null)
    {
        var sample = Sample.Recording(RecordingStatus.Ready);
        var id = sample.Id.ToString();
        var video = Keys.Video(id, sample.CreatedAt, 1, "video/webm");
        Dictionary<string, byte[]> objects = new()
        {
            [video] = VideoFile.WebM(VideoBytes),
            [Keys.Thumbnail(id)] = RandomNumberGenerator.GetBytes(3000),
            [Keys.Preview(id, "waveform.json")] = RandomNumberGenerator.GetBytes(10),
            [Keys.Media(id, "segment_00000.m4s")] = RandomNumberGenerator.GetBytes(5000),
            [Keys.Playlist(id)] = [],
        };
        foreach (var (key, bytes) in objects)
        {
            await place.Writer.PutAsync(key, bytes, TypeOf(key), null, Stop);
        }

        var recording = sample with
        {
            StorageProvider = place.Location.Provider,
            StorageBucket = place.Location.Bucket,
            StorageKey = video,
            StorageSequence = 1,
            ThumbnailKey = Keys.Thumbnail(id),
            FileBytes = VideoBytes,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(objects[video])),
            Sha256Verified = true,
        };
        recording = change?.Invoke(recording) ?? recording;
        await App.Collection.InsertOneAsync(recording, cancellationToken: Stop);
        return new Stored(recording.Id, objects);
    }

    public async Task<Recording?> FindAsync(ObjectId id) => await App.Collection.Find(recording => recording.Id == id).FirstOrDefaultAsync(Stop);

    public Task<MoveOutcome> MoveAsync(ObjectId id, Steps? steps = null, bool deletesAtOnce = false)
    {
        var watch = steps ?? new Steps();
        return App.Services.GetRequiredService<RecordingMove>().MoveAsync(id, watch.Watch(Local), watch.Watch(S3), deletesAtOnce, Stop);
    }

    /// <summary>Asserts that a place has exactly these objects of a recording, with their bytes and types.</summary>
    public static async Task AssertHasAsync(StoragePlace place, Stored stored)
    {
        Assert.Equal(stored.Objects.Keys.Order(), await KeysAsync(place, stored.Id));
        foreach (var (key, bytes) in stored.Objects)
        {
            Assert.Equal((bytes.Length, TypeOf(key)), ((int)(await place.Reader.FindAsync(key, Stop))!.Length, (await place.Reader.FindAsync(key, Stop))!.ContentType));
            await using var stream = await place.Reader.OpenReadAsync(key, 0, null, Stop);
            Assert.Equal(SHA256.HashData(bytes), await SHA256.HashDataAsync(stream!, Stop));
        }
    }

    /// <summary>The keys of a recording's objects in a place.</summary>
    public static async Task<string[]> KeysAsync(StoragePlace place, ObjectId id)
    {
        var keys = new List<string>();
        foreach (var prefix in (string[])["recordings/", "thumbnails/", "streams/", "previews/"])
        {
            await foreach (var key in place.List.ListAsync(prefix, Stop))
            {
                keys.Add(key);
            }
        }

        return [.. keys.Where(key => key.Contains(id.ToString(), StringComparison.Ordinal)).Order()];
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static string TypeOf(string key) => Path.GetExtension(key) switch
    {
        ".webm" => "video/webm",
        ".jpg" => "image/jpeg",
        ".json" => "application/json",
        ".m4s" => "video/mp4",
        _ => "application/vnd.apple.mpegurl",
    };

    internal sealed record Stored(ObjectId Id, Dictionary<string, byte[]> Objects);
}
