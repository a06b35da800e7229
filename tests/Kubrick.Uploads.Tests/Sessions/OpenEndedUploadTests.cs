using System.Security.Cryptography;
using System.Text.Json;
using Kubrick.Uploads.Tests.Servers;

namespace Kubrick.Uploads.Tests.Sessions;

/// <summary>Uploads whose size is known at their end only.</summary>
public sealed class OpenEndedUploadTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly UploadsHost host = shared.Host;

    [Theory]
    [InlineData(16)]
    [InlineData(262_144)]
    [InlineData(262_145)]
    [InlineData(1_000_000)]
    public async Task A_growing_file_is_stored_byte_for_byte_and_compared(int size)
    {
        var upload = await Upload.StartOpenEndedAsync(host, size);
        Assert.Equal((host.PartBytes, JsonValueKind.Null), (upload.Begun.Number("chunkSize"), upload.Begun.Body.GetProperty("totalChunks").ValueKind));

        await upload.SendAllAsync();
        var completed = await upload.CompleteAsync(size, upload.Sha256);

        Assert.Equal((200, "ready"), (completed.Status, completed.Text("status")));
        Assert.True(upload.IsStoredWhole());
        Assert.Equal((upload.Sha256, true, (long)size), (host.Recordings.LastCompletion!.Sha256, host.Recordings.LastCompletion.IsSha256Verified, host.Recordings.LastCompletion.FileBytes));
        Assert.False(host.HasSession(upload.UploadId));
    }

    [Fact]
    public async Task Parts_have_5_MiB_by_default()
    {
        await using var other = await UploadsHost.StartAsync(("Storage:OpenEndedPartSize", null));
        var begun = await other.PostAsync("init-chunked", new { recordingId = other.Recordings.Create() });

        Assert.Equal(5_242_880, begun.Number("chunkSize"));
        Assert.Equal(JsonValueKind.Null, begun.Body.GetProperty("totalChunks").ValueKind);
    }

    [Fact]
    public async Task Beginning_again_finds_the_session_and_its_parts()
    {
        var upload = await Upload.StartOpenEndedAsync(host, host.PartBytes + 5);
        await upload.SendAsync(1);

        var again = await host.PostAsync("init-chunked", new { recordingId = upload.RecordingId });
        var progress = await host.GetAsync(upload.RecordingId);

        Assert.Equal(upload.Begun.Body.GetRawText(), again.Body.GetRawText());
        Assert.Equal((upload.UploadId, host.PartBytes), (progress.Text("uploadId"), progress.Number("receivedBytes")));
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (progress.Body.GetProperty("fileSize").ValueKind, progress.Body.GetProperty("totalChunks").ValueKind));
        Assert.Single(progress.Body.GetProperty("parts").EnumerateArray());
    }

    [Fact]
    public async Task Concurrent_beginnings_create_one_session()
    {
        var id = host.Recordings.Create();

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => host.PostAsync("init-chunked", new { recordingId = id })));

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Single(answers.Select(answer => answer.Text("uploadId")).Distinct());
    }

    [Fact]
    public async Task A_session_with_a_size_and_one_without_replace_each_other()
    {
        var upload = await Upload.StartOpenEndedAsync(host, 1000);
        var sized = await host.PostAsync("init-chunked", new { recordingId = upload.RecordingId, fileSize = 1000 });
        var open = await host.PostAsync("init-chunked", new { recordingId = upload.RecordingId });

        Assert.Equal(3, new[] { upload.UploadId, sized.Text("uploadId"), open.Text("uploadId") }.Distinct().Count());
        Assert.Equal((false, false, true), (host.HasSession(upload.UploadId), host.HasSession(sized.Text("uploadId")), host.HasSession(open.Text("uploadId"))));
    }

    [Fact]
    public async Task Each_part_notes_its_time()
    {
        var upload = await Upload.StartOpenEndedAsync(host, host.PartBytes);
        Assert.Null(host.Recordings.Find(upload.RecordingId).LastPartAt);
        await upload.SendAsync(1);
        Assert.NotNull(host.Recordings.Find(upload.RecordingId).LastPartAt);
        Assert.Equal(host.PartBytes, host.Recordings.Find(upload.RecordingId).ChunkSize);

        var sized = await Upload.StartAsync(host, 1000);
        await sized.SendAsync(1);
        Assert.NotNull(host.Recordings.Find(sized.RecordingId).LastPartAt);
    }

    [Fact]
    public async Task Wrong_sizes_and_parts_are_named_and_can_be_corrected()
    {
        var size = (2 * host.PartBytes) + 5;
        var upload = await Upload.StartOpenEndedAsync(host, size);
        await upload.SendAllAsync();
        var (one, two, three) = (upload.ETags[1], upload.ETags[2], upload.ETags[3]);

        (await upload.CompleteAsync(fileSize: null)).IsError(400, "MISSING_PARAMETER");
        IsAbout(await upload.CompleteAsync(size - 1), "/parts", $"have {size} bytes together, but {size - 1} were declared");
        IsAbout(await upload.CompleteAsync(size + 1), "/parts", $"but {size + 1} were declared");
        IsAbout(await upload.CompleteAsync(2 * host.PartBytes), "/parts", "unknown: 3");
        IsAbout(await upload.CompleteAsync(3 * host.PartBytes + 1), "/parts", "missing: 4");
        IsAbout(await upload.CompleteAsync((10_000L * host.PartBytes) + 1), "/fileSize", "at most");
        IsAbout(await upload.CompleteAsync(size, null, (1, one), (3, three)), "/parts", "missing: 2");
        IsAbout(await upload.CompleteAsync(size, null, (1, one), (2, two), (2, two), (3, three)), "/parts", "more than once: 2");
        IsAbout(await upload.CompleteAsync(size, null, (1, one), (2, one), (3, three)), "/parts/1/etag", "part 2");
        Assert.Null(host.Recordings.Find(upload.RecordingId).FileSize);

        Assert.Equal(200, (await upload.CompleteAsync(size, null, (3, three), (1, one), (2, two))).Status);
        Assert.True(upload.IsStoredWhole());
    }

    [Fact]
    public async Task A_part_before_the_last_of_another_size_is_refused()
    {
        var upload = await Upload.StartOpenEndedAsync(host, host.PartBytes + 10);
        await upload.SendAsync(1, new byte[host.PartBytes - 10]);
        await upload.SendAsync(2, new byte[20]);

        IsAbout(await upload.CompleteAsync(host.PartBytes + 10), "/parts", "of another size: 1");
        Assert.Null(await host.PutAsync((await host.PostAsync("chunk-url", new { recordingId = upload.RecordingId, partNumber = 1 })).Text("uploadUrl"), new byte[host.PartBytes + 1]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10_001)]
    public async Task A_part_number_out_of_range_is_refused(int number)
    {
        var upload = await Upload.StartOpenEndedAsync(host, 10);

        IsAbout(await host.PostAsync("chunk-url", new { recordingId = upload.RecordingId, partNumber = number }), "/partNumber", "from 1 to 10000");
    }

    [Fact]
    public async Task Another_hash_is_refused_and_the_session_stays()
    {
        var upload = await Upload.StartOpenEndedAsync(host, 1000);
        await upload.SendAllAsync();

        IsAbout(await upload.CompleteAsync(1000, new string('0', 64)), "/sha256", "another SHA-256");
        Assert.Equal(("uploading", true), (host.Recordings.Find(upload.RecordingId).Status, host.HasSession(upload.UploadId)));
        Assert.Equal(upload.UploadId, (await host.PostAsync("init-chunked", new { recordingId = upload.RecordingId })).Text("uploadId"));

        Assert.Equal(200, (await upload.CompleteAsync(1000, upload.Sha256.ToUpperInvariant())).Status);
        Assert.True(host.Recordings.Find(upload.RecordingId).IsSha256Verified);
    }

    [Fact]
    public async Task Before_the_parts_are_joined_Recordings_knows_size_and_hash()
    {
        var upload = await Upload.StartOpenEndedAsync(host, 1000);
        await upload.SendAllAsync();

        await upload.CompleteAsync(1000, upload.Sha256);

        var declared = host.Recordings.LastSession!;
        Assert.Equal((upload.UploadId, 1000L, true, upload.Sha256), (declared.UploadId, declared.FileSize, declared.IsOpenEnded, declared.Sha256));
    }

    [Fact]
    public async Task Completing_again_gives_the_same_answer_and_another_file_is_refused()
    {
        var upload = await Upload.StartOpenEndedAsync(host, 1000);
        await upload.SendAllAsync();

        var first = await upload.CompleteAsync(1000, upload.Sha256);
        var second = await upload.CompleteAsync(1000, upload.Sha256);

        Assert.Equal((first.Status, first.Body.GetRawText()), (second.Status, second.Body.GetRawText()));
        IsAbout(await upload.CompleteAsync(999, upload.Sha256), "/fileSize", "1000 bytes");
        IsAbout(await upload.CompleteAsync(1000, new string('0', 64)), "/sha256", "another SHA-256");
    }

    [Fact]
    public async Task After_a_lost_answer_to_the_completion_a_repeat_succeeds()
    {
        var upload = await Upload.StartOpenEndedAsync(host, 1000);
        await upload.SendAllAsync();
        host.Recordings.LoseNextAnswer();

        (await upload.CompleteAsync(1000, upload.Sha256)).IsError(503, "SERVER_ERROR");
        Assert.Equal(200, (await upload.CompleteAsync(1000, upload.Sha256)).Status);
        Assert.True(host.Recordings.Find(upload.RecordingId).IsSha256Verified);
    }

    [Fact]
    public async Task A_client_that_declared_the_size_at_the_beginning_may_send_the_hash()
    {
        var upload = await Upload.StartAsync(host, 1000);
        await upload.SendAllAsync();

        IsAbout(await upload.CompleteAsync(999, upload.Sha256), "/fileSize", "started for 1000 bytes");
        IsAbout(await upload.CompleteAsync(fileSize: null, new string('0', 64)), "/sha256", "another SHA-256");
        Assert.Equal(200, (await upload.CompleteAsync(fileSize: null, upload.Sha256)).Status);
        Assert.True(host.Recordings.Find(upload.RecordingId).IsSha256Verified);
    }

    [Fact]
    public async Task A_part_with_another_checksum_is_refused()
    {
        var upload = await Upload.StartOpenEndedAsync(host, 1000);
        var bytes = upload.Part(1);
        var (sha256, md5) = (Convert.ToHexStringLower(SHA256.HashData(bytes)), Convert.ToHexString(CryptographicOperations.HashData(HashAlgorithmName.MD5, bytes)));

        foreach (var wrong in (object[])[new { recordingId = upload.RecordingId, partNumber = 1, sha256 = new string('0', 64) }, new { recordingId = upload.RecordingId, partNumber = 1, md5 = new string('0', 32) }])
        {
            Assert.Null(await host.PutAsync((await host.PostAsync("chunk-url", wrong)).Text("uploadUrl"), bytes));
        }

        Assert.Equal(0, (await host.GetAsync(upload.RecordingId)).Number("receivedBytes"));
        var signed = await host.PostAsync("chunk-url", new { recordingId = upload.RecordingId, partNumber = 1, sha256, md5 });
        Assert.False(signed.Body.TryGetProperty("headers", out _));
        var url = signed.Text("uploadUrl");
        Assert.Null(await host.PutAsync(url.Replace($"sha256={sha256}&", "", StringComparison.Ordinal), bytes));
        Assert.Equal(sha256, (await host.PutAsync(url, bytes))?.Trim('"'));
    }

    private static void IsAbout(Answer answer, string pointer, string sentence)
    {
        answer.IsError(422, "VALIDATION_ERROR");
        Assert.Contains(answer.Errors, error => error.Pointer == pointer && error.Detail.Contains(sentence, StringComparison.Ordinal));
    }
}
