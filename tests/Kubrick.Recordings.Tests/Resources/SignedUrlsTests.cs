using Kubrick.Contracts.Processing;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Resources;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.Recordings.Tests.Resources;

/// <summary>The signed URLs of lists: fast where a signature is a request, stable, and no reason for a list to fail.</summary>
public sealed class SignedUrlsTests(Servers servers)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_place_whose_credentials_are_broken_costs_its_recordings_their_URLs_and_nothing_else()
    {
        var credentials = Path.GetTempFileName();
        try
        {
            await using var app = await RecordingsApp.StartAsync(servers, new() { ["Storage:Gcp:Bucket"] = "older", ["Storage:Gcp:CredentialsFile"] = credentials });
            var (here, there) = (await AddAsync(app), await AddAsync(app, recording => recording with { StorageProvider = "gcp", StorageBucket = "older" }));

            var listed = (await app.GetAsync("/api/recordings")).List.ToDictionary(item => (string)item!["id"]!, item => item!["attributes"]!);

            foreach (var name in (string[])["videoUrl", "originalUrl", "thumbnailUrl"])
            {
                Assert.NotNull(listed[here][name]);
                Assert.Null(listed[there][name]);
            }

            var one = await app.GetAsync($"/api/recordings/{there}");
            Assert.Equal((200, null), (one.Status, (string?)one.Data["attributes"]!["videoUrl"]));
            (await app.GetAsync($"/api/recordings/{there}/storyboard.vtt")).IsError(503, "SERVER_ERROR");
        }
        finally
        {
            File.Delete(credentials);
        }
    }

    [Fact]
    public async Task The_URLs_of_a_page_are_signed_at_the_same_time_and_bounded()
    {
        var signer = new Signer { Together = 8 };
        await using var app = await StartAsync(signer);
        await AddAsync(app, count: 40);

        var page = await app.GetAsync("/api/recordings?page[size]=40");

        Assert.All(page.List, item => Assert.NotNull(item!["attributes"]!["thumbnailUrl"]));
        Assert.Equal(3 * 40, signer.Signed);
        Assert.InRange(signer.MostAtOnce, signer.Together, SignedUrls.MaxAtOnce);
    }

    [Fact]
    public async Task A_URL_stays_the_same_for_half_of_its_lifetime_and_until_the_recording_changes()
    {
        var (signer, clock) = (new Signer(), new AdvancedClock());
        await using var app = await StartAsync(signer, clock);
        await AddAsync(app, count: 3);
        var changed = await AddAsync(app);
        var first = await UrlsAsync(app);
        Assert.Equal(12, signer.Signed);

        clock.Ahead = TimeSpan.FromMinutes(59);
        Assert.Equal(first, await UrlsAsync(app));
        Assert.Equal((string?)(await app.GetAsync($"/api/recordings/{changed}")).Data["attributes"]!["videoUrl"], first[changed]);
        Assert.Equal(12, signer.Signed);

        Assert.Equal(200, (await app.PatchAsync(changed, """{"title":"Another"}""")).Status);
        var second = await UrlsAsync(app);
        Assert.Equal(first.Where(url => url.Key != changed), second.Where(url => url.Key != changed));
        Assert.NotEqual(first[changed], second[changed]);

        clock.Ahead = TimeSpan.FromMinutes(61);
        Assert.Empty((await UrlsAsync(app)).Intersect(first));
    }

    [Fact]
    public async Task A_place_that_cannot_sign_is_not_asked_again_at_once_and_recovers_by_itself()
    {
        var (signer, clock) = (new Signer { IsBroken = true }, new AdvancedClock());
        await using var app = await StartAsync(signer, clock);
        await AddAsync(app, count: 60);

        Assert.All((await UrlsAsync(app)).Values, Assert.Null);
        var asked = signer.Signed;
        Assert.InRange(asked, 1, SignedUrls.MaxAtOnce);
        signer.IsBroken = false;
        Assert.All((await UrlsAsync(app)).Values, Assert.Null);
        Assert.Equal(asked, signer.Signed);

        clock.Ahead = TimeSpan.FromSeconds(16);
        Assert.All((await UrlsAsync(app)).Values, Assert.NotNull);
    }

    [Fact]
    public void Memory_is_bounded_and_what_is_asked_for_stays()
    {
        var (cache, now, url) = (new SignedUrlCache(capacity: 100), Sample.Noon, new Uri("/a", UriKind.Relative));
        var wanted = Key(-1);
        cache.Keep(wanted, new KeptUrl(url, now.AddHours(1)));
        for (var number = 0; number < 10_000; number++)
        {
            cache.Keep(Key(number), new KeptUrl(url, now.AddHours(1)));
            Assert.Equal(url, cache.Find(wanted, now));
            Assert.Equal(url, cache.Find(Key(number), now));
        }

        Assert.InRange(Enumerable.Range(0, 10_000).Count(number => cache.Find(Key(number), now) is not null), 1, 100);
        Assert.Null(cache.Find(wanted, now.AddHours(1)));
        Assert.Null(cache.Find(wanted with { Version = 2 }, now));
        Assert.Null(cache.Find(wanted with { FileName = "a.webm" }, now));
        Assert.Null(cache.Find(wanted with { Location = new StorageLocation("s3", "a") }, now));
    }

    private static UrlKey Key(int number) => new(new StorageLocation("gcp", "a"), $"recordings/{number}.webm", 1, FileName: null, ContentType: null);

    private Task<RecordingsApp> StartAsync(Signer signer, AdvancedClock? clock = null) =>
        RecordingsApp.StartAsync(servers, services: services => services.AddSingleton<IUrlSigner>(signer).AddSingleton<TimeProvider>(clock ?? new()));

    private static async Task AddAsync(RecordingsApp app, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await AddAsync(app);
        }
    }

    /// <summary>Adds a recording with three URLs.</summary>
    private static async Task<string> AddAsync(RecordingsApp app, Func<Recording, Recording>? change = null)
    {
        var sample = Sample.Recording(RecordingStatus.Ready);
        var key = $"recordings/{sample.Id}-001.webm";
        var recording = sample with
        {
            StorageProvider = "local",
            StorageBucket = app.Services.GetRequiredService<StorageLocation>().Bucket,
            StorageKey = key,
            FileBytes = 1000,
            ThumbnailKey = $"thumbnails/{sample.Id}.jpg",
            Derived = [new DerivedObject { Kind = DerivedKinds.Storyboard, Key = $"previews/{sample.Id}/storyboard.vtt", MimeType = "text/vtt", Bytes = 1, Sha256 = "", ParentSha256 = "" }],
        };
        await app.Collection.InsertOneAsync(change?.Invoke(recording) ?? recording, cancellationToken: Stop);
        return sample.Id.ToString();
    }

    private static async Task<Dictionary<string, string?>> UrlsAsync(RecordingsApp app) =>
        (await app.GetAsync("/api/recordings?page[size]=100")).List.ToDictionary(item => (string)item!["id"]!, item => (string?)item!["attributes"]!["videoUrl"]);

    /// <summary>Signs as a server elsewhere does, every time with another signature.</summary>
    private sealed class Signer : IUrlSigner
    {
        private readonly TaskCompletionSource together = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Lock counts = new();
        private int now;

        public bool IsBroken { get; set; }

        /// <summary>How many it waits for before it answers the first.</summary>
        public int Together { get; init; }

        public int Signed { get; private set; }

        public int MostAtOnce { get; private set; }

        public async ValueTask<Uri> SignReadAsync(string key, TimeSpan? lifetime, DownloadName? download, CancellationToken cancellationToken, string? contentType = null)
        {
            int number;
            lock (counts)
            {
                number = ++Signed;
                MostAtOnce = Math.Max(MostAtOnce, ++now);
                if (MostAtOnce >= Together)
                {
                    together.TrySetResult();
                }
            }

            await together.Task.WaitAsync(Deadline, cancellationToken);
            await Task.Yield();
            lock (counts)
            {
                now--;
            }

            return IsBroken ? throw new StorageException(StorageError.Unavailable, "It is away.") : new Uri($"https://storage.test/{key}?signature={number}");
        }

        public ValueTask<Uri> SignWriteAsync(string key, string contentType, TimeSpan? lifetime, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
