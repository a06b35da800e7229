using System.Text;
using Kubrick.Storage;
using Kubrick.Testing;
using Kubrick.Uploads.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.Uploads.Tests.Sessions;

/// <summary>Before an upload is complete, its file must begin like a video.</summary>
public sealed class HeaderTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly UploadsHost host = shared.Host;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> NoVideos =>
    [
        // Text, a picture, audio, and an EBML file of another type.
        Convert.ToHexString(Encoding.ASCII.GetBytes(new string('x', 100))),
        "FFD8FFE000104A46494600010100000100010000",
        "524946460000000057415645666D742010000000",
        "1A45DFA38742828431323334000000000000",
        // Headers that are cut.
        "00", "1A45DFA3", "1A45DFA3874282847765", "0000002066747970",
        // A box that is longer than the file, one that is too short, and a box that no file begins with.
        "000000FF6674797069736F6D00000200", "0000000C6674797069736F6D", "00000010747261690000000000000000",
    ];

    [Theory]
    [MemberData(nameof(NoVideos))]
    public async Task What_is_no_video_is_refused_and_its_session_stays(string hex)
    {
        var junk = Convert.FromHexString(hex);
        var upload = await Upload.StartAsync(host, junk.Length, bytes: junk);
        await upload.SendAllAsync();

        for (var i = 0; i < 2; i++)
        {
            IsRefused(await upload.CompleteAsync(), "/parts");
            Assert.Equal(("uploading", true), (host.Recordings.Find(upload.RecordingId).Status, host.HasSession(upload.UploadId)));
        }

        Assert.Null(await StoredAsync(upload.RecordingId));
    }

    [Fact]
    public async Task The_part_can_be_sent_again()
    {
        var upload = await Upload.StartOpenEndedAsync(host, host.PartBytes + 100);
        await upload.SendAllAsync();
        await upload.SendAsync(1, new byte[host.PartBytes]);

        IsRefused(await upload.CompleteAsync(host.PartBytes + 100), "/parts");
        // It is not declared, so nobody completes it.
        Assert.Null(host.Recordings.Find(upload.RecordingId).FileSize);

        await upload.SendAsync(1);
        Assert.Equal(200, (await upload.CompleteAsync(host.PartBytes + 100, upload.Sha256)).Status);
        Assert.True(upload.IsStoredWhole());
    }

    [Theory]
    [MemberData(nameof(NoVideos))]
    public async Task One_PUT_of_what_is_no_video_is_an_error_and_the_file_can_be_put_again(string hex)
    {
        var junk = Convert.FromHexString(hex);
        var id = host.Recordings.Create();
        var url = (await host.PostAsync("presigned-url", new { recordingId = id, contentType = "video/webm" })).Text("uploadUrl");
        await host.PutAsync(url, junk, "video/webm");

        IsRefused(await host.PostAsync("complete", new { recordingId = id }), pointer: null);
        Assert.Equal(("error", junk.Length), (host.Recordings.Find(id).Status, host.Recordings.Find(id).FileBytes));
        Assert.Equal(junk, await StoredAsync(id));

        await host.PutAsync(url, VideoFile.WebM(200), "video/webm");
        Assert.Equal(200, (await host.PostAsync("complete", new { recordingId = id })).Status);
        Assert.Equal(("ready", 200L), (host.Recordings.Find(id).Status, host.Recordings.Find(id).FileBytes));
    }

    [Fact]
    public async Task What_was_refused_is_not_taken_for_the_next_upload()
    {
        var id = host.Recordings.Create();
        var url = (await host.PostAsync("presigned-url", new { recordingId = id, contentType = "video/webm", fileSize = 100 })).Text("uploadUrl");
        await host.PutAsync(url, new byte[100], "video/webm");
        IsRefused(await host.PostAsync("complete", new { recordingId = id }), pointer: null);

        url = (await host.PostAsync("presigned-url", new { recordingId = id, contentType = "video/webm", fileSize = 100 })).Text("uploadUrl");
        (await host.PostAsync("complete", new { recordingId = id })).IsError(409, "CONFLICT");
        await host.PutAsync(url, VideoFile.WebM(100), "video/webm");
        Assert.Equal(200, (await host.PostAsync("complete", new { recordingId = id })).Status);
    }

    [Fact]
    public async Task What_is_stored_survives_a_PUT_that_is_refused()
    {
        var id = host.Recordings.Create();
        var file = VideoFile.WebM(300);
        await host.PutAsync((await host.PostAsync("presigned-url", new { recordingId = id, contentType = "video/webm" })).Text("uploadUrl"), file, "video/webm");
        Assert.Equal(200, (await host.PostAsync("complete", new { recordingId = id })).Status);
        host.Recordings.Change(id, state => state with { Status = "error", IsFailed = true });

        var url = (await host.PostAsync("presigned-url", new { recordingId = id, contentType = "video/webm" })).Text("uploadUrl");
        await host.PutAsync(url, new byte[70], "video/webm");
        IsRefused(await host.PostAsync("complete", new { recordingId = id }), pointer: null);
        Assert.Equal(("uploading", 300L), (host.Recordings.Find(id).Status, host.Recordings.Find(id).FileBytes));
        Assert.Equal(file, await StoredAsync(id));

        var again = VideoFile.WebM(200);
        await host.PutAsync(url, again, "video/webm");
        Assert.Equal(200, (await host.PostAsync("complete", new { recordingId = id })).Status);
        Assert.Equal(again, await StoredAsync(id));
    }

    [Fact]
    public async Task An_open_upload_in_parts_survives_a_PUT_that_is_refused()
    {
        var upload = await Upload.StartAsync(host, 1000);
        await upload.SendAllAsync();
        var url = (await host.PostAsync("presigned-url", new { recordingId = upload.RecordingId, contentType = "video/webm" })).Text("uploadUrl");
        await host.PutAsync(url, new byte[70], "video/webm");

        IsRefused(await host.PostAsync("complete", new { recordingId = upload.RecordingId }), pointer: null);

        Assert.Equal(("uploading", upload.UploadId), (host.Recordings.Find(upload.RecordingId).Status, host.Recordings.Find(upload.RecordingId).UploadId));
        Assert.Equal(200, (await upload.CompleteAsync()).Status);
        Assert.True(upload.IsStoredWhole());
    }

    [Theory]
    [InlineData("video/mp4", false, "video/webm")]
    [InlineData("audio/mp4", false, "audio/webm")]
    [InlineData("video/webm", true, "video/mp4")]
    [InlineData("video/x-matroska", true, "video/mp4")]
    [InlineData("audio/webm", true, "audio/mp4")]
    [InlineData("video/x-matroska", false, null)]
    [InlineData("video/webm", false, null)]
    [InlineData("video/mp4", true, null)]
    public async Task A_video_in_another_container_than_declared_is_kept_and_its_type_is_corrected(string declared, bool isMp4, string? corrected)
    {
        var file = isMp4 ? VideoFile.Mp4(500) : VideoFile.WebM(500);
        var inParts = host.Recordings.Create();
        Assert.Equal(200, (await host.PostAsync("init-chunked", new { recordingId = inParts, contentType = declared, fileSize = file.Length })).Status);
        var etag = await host.PutAsync((await host.PostAsync("chunk-url", new { recordingId = inParts, partNumber = 1 })).Text("uploadUrl"), file);
        Assert.Equal(200, (await host.PostAsync("complete-chunked", new { recordingId = inParts, parts = new[] { new { partNumber = 1, etag } } })).Status);
        Assert.Equal((corrected, corrected ?? declared), (host.Recordings.LastCompletion!.MimeType, host.Recordings.Find(inParts).MimeType));

        var inOne = host.Recordings.Create();
        var url = (await host.PostAsync("presigned-url", new { recordingId = inOne, contentType = declared })).Text("uploadUrl");
        await host.PutAsync(url, file, declared);
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(200, (await host.PostAsync("complete", new { recordingId = inOne })).Status);
            Assert.Equal(corrected ?? declared, host.Recordings.Find(inOne).MimeType);
        }
    }

    [Fact]
    public async Task The_stored_object_is_named_to_Recordings()
    {
        var upload = await Upload.StartAsync(host, 1000);
        await upload.SendAllAsync();
        Assert.Equal(200, (await upload.CompleteAsync()).Status);

        var completion = host.Recordings.LastCompletion!;
        var state = host.Recordings.Find(upload.RecordingId);
        Assert.Equal((state.Provider, state.Bucket, upload.Sha256), (completion.Provider, completion.Bucket, completion.ETag));
        Assert.NotNull(completion.StoredAt);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_hash_that_Recordings_knows_to_be_another_is_refused_and_takes_nothing_away(bool isClaimed)
    {
        var upload = await Upload.StartAsync(host, 1000);
        await upload.SendAllAsync();
        Assert.Equal(200, (await upload.CompleteAsync(fileSize: null, isClaimed ? upload.Sha256 : null)).Status);
        // The storage has no hash of it, as s3 and gcp have none, and processing has read it.
        Directory.Delete(Path.Combine(host.Folder, "metadata", host.Recordings.Find(upload.RecordingId).StorageKey!), recursive: true);
        host.Recordings.Change(upload.RecordingId, state => state with { StoredSha256 = upload.Sha256 });

        var wrong = new string('0', 64);
        var answer = await upload.CompleteAsync(fileSize: null, wrong);

        answer.IsError(422, "VALIDATION_ERROR");
        Assert.Equal("/sha256", Assert.Single(answer.Errors).Pointer);
        // Recordings notes it.
        Assert.Equal(wrong, host.Recordings.LastCompletion!.Sha256);
        Assert.Equal("ready", (await host.GetAsync(upload.RecordingId)).Text("status"));
        Assert.Equal(200, (await upload.CompleteAsync(fileSize: null, upload.Sha256)).Status);
    }

    private static void IsRefused(Answer answer, string? pointer)
    {
        answer.IsError(422, "VALIDATION_ERROR");
        var error = Assert.Single(answer.Errors);
        Assert.Equal(pointer, error.Pointer);
        Assert.Contains("no video", error.Detail, StringComparison.Ordinal);
    }

    private async Task<byte[]?> StoredAsync(string id)
    {
        await using var stored = await host.Services.GetRequiredService<IObjectReader>().OpenReadAsync(host.Recordings.Find(id).StorageKey!, 0, null, Stop);
        if (stored is null)
        {
            return null;
        }

        using var memory = new MemoryStream();
        await stored.CopyToAsync(memory, Stop);
        return memory.ToArray();
    }
}
