using Kubrick.Storage.Local;
using Microsoft.Extensions.Time.Testing;

namespace Kubrick.Storage.Tests.Local;

public sealed class LocalUrlSignerTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider time = new(Noon);

    [Fact]
    public async Task A_URL_is_relative_and_contains_no_secret()
    {
        var url = await Signer().SignReadAsync("thumbnails/a.jpg", null, download: null, TestContext.Current.CancellationToken);

        Assert.False(url.IsAbsoluteUri);
        Assert.Matches("^/api/upload/objects/thumbnails/a\\.jpg\\?expires=[0-9]+&signature=[A-Za-z0-9_-]{43}$", url.OriginalString);
    }

    [Theory]
    [InlineData("https://media.example.org")]
    [InlineData("http://127.0.0.1:8080/")]
    public async Task A_URL_has_the_origin_that_is_set(string endpoint)
    {
        var name = DownloadName.Of("Ada", "A talk / with signs: & + ä", DateTimeOffset.UnixEpoch, "webm");
        var cancel = TestContext.Current.CancellationToken;
        var url = await Signer(endpoint: new Uri(endpoint)).SignReadAsync("thumbnails/a.jpg", null, name, cancel, "video/webm;codecs=vp9");
        Assert.Equal($"{endpoint.TrimEnd('/')}{(await Signer().SignReadAsync("thumbnails/a.jpg", null, name, cancel, "video/webm;codecs=vp9")).OriginalString}", url.OriginalString);
    }

    [Fact]
    public async Task A_URL_is_valid_until_the_second_in_which_it_expires()
    {
        var signer = Signer();
        var signature = await SignatureAsync(signer, TimeSpan.FromMinutes(10));
        var grant = new LocalGrant(LocalOperation.Read, "a/b", Noon.AddMinutes(10).ToUnixTimeSeconds());

        Assert.Equal(LocalGrantCheck.Valid, signer.Check(grant, signature));
        time.SetUtcNow(Noon.AddMinutes(10).AddTicks(-1));
        Assert.Equal(LocalGrantCheck.Valid, signer.Check(grant, signature));
        time.SetUtcNow(Noon.AddMinutes(10));
        Assert.Equal(LocalGrantCheck.Expired, signer.Check(grant, signature));
    }

    [Fact]
    public async Task Lifetimes_default_to_the_settings()
    {
        var signer = Signer();
        var cancel = TestContext.Current.CancellationToken;

        Assert.Contains($"expires={Noon.AddHours(2).ToUnixTimeSeconds()}", (await signer.SignReadAsync("a", null, download: null, cancel)).OriginalString, StringComparison.Ordinal);
        Assert.Contains($"expires={Noon.AddHours(1).ToUnixTimeSeconds()}", (await signer.SignWriteAsync("a", "video/webm", null, cancel)).OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_altered_expiry_is_forged_even_if_it_has_passed()
    {
        var signer = Signer();
        var signature = await SignatureAsync(signer, TimeSpan.FromMinutes(1));

        Assert.Equal(LocalGrantCheck.Forged, signer.Check(new(LocalOperation.Read, "a/b", Noon.AddDays(1).ToUnixTimeSeconds()), signature));
        Assert.Equal(LocalGrantCheck.Forged, signer.Check(new(LocalOperation.Read, "a/b", Noon.AddDays(-1).ToUnixTimeSeconds()), signature));
    }

    [Fact]
    public async Task A_signature_covers_operation_key_type_session_and_part()
    {
        var signer = Signer();
        var url = (await signer.SignWriteAsync("a/b", "video/webm", TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken)).OriginalString;
        var signature = url[(url.IndexOf("signature=", StringComparison.Ordinal) + 10)..];
        var grant = new LocalGrant(LocalOperation.Write, "a/b", Noon.AddMinutes(1).ToUnixTimeSeconds(), "video/webm");

        Assert.Equal(LocalGrantCheck.Valid, signer.Check(grant, signature));
        LocalGrant[] others =
        [
            grant with { Operation = LocalOperation.Read },
            grant with { Operation = LocalOperation.WritePart },
            grant with { Key = "a/c" },
            grant with { ContentType = "video/mp4" },
            grant with { ContentType = null },
            grant with { UploadId = "x" },
            grant with { PartNumber = 1 },
            grant with { ContentType = "video/web", UploadId = "m" },
        ];
        Assert.All(others, other => Assert.Equal(LocalGrantCheck.Forged, signer.Check(other, signature)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("A")]
    [InlineData("ÄÖÜ\ud800")]
    public void A_malformed_signature_is_forged(string signature) =>
        Assert.Equal(LocalGrantCheck.Forged, Signer().Check(new(LocalOperation.Read, "a", Noon.AddDays(1).ToUnixTimeSeconds()), signature));

    [Fact]
    public async Task Another_key_gives_another_signature()
    {
        var signature = await SignatureAsync(Signer(1), TimeSpan.FromMinutes(1));

        Assert.Equal(LocalGrantCheck.Forged, Signer(2).Check(new(LocalOperation.Read, "a/b", Noon.AddMinutes(1).ToUnixTimeSeconds()), signature));
    }

    private static async Task<string> SignatureAsync(LocalUrlSigner signer, TimeSpan lifetime)
    {
        var url = (await signer.SignReadAsync("a/b", lifetime, download: null, TestContext.Current.CancellationToken)).OriginalString;
        return url[(url.IndexOf("signature=", StringComparison.Ordinal) + 10)..];
    }

    private LocalUrlSigner Signer(byte key = 7, Uri? endpoint = null) => new([.. Enumerable.Repeat(key, 32)], new StorageOptions(), time, endpoint);
}
