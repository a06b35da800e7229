using Kubrick.Recordings.Deletion;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Moving;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Storage;
using Kubrick.Testing;
using Microsoft.Extensions.DependencyInjection;
using MongoDB.Driver;

namespace Kubrick.Recordings.Tests.Moving;

/// <summary>From a real folder to a real S3 server, while the service runs.</summary>
public sealed class RecordingMoveTests(Servers servers)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_moved_recording_has_all_its_objects_in_the_new_place_and_is_read_there()
    {
        await using var bed = await MoveBed.StartAsync(servers);
        var stored = await bed.AddAsync(bed.Local);
        var before = (string)(await bed.App.GetAsync($"/api/recordings/{stored.Id}")).Data["attributes"]!["videoUrl"]!;
        Assert.Contains("/api/upload/objects/", before, StringComparison.Ordinal);

        var moved = Assert.IsType<MoveOutcome.Moved>(await bed.MoveAsync(stored.Id));

        Assert.Equal((5, stored.Objects.Values.Sum(bytes => bytes.Length)), (moved.Objects, (int)moved.Bytes));
        await MoveBed.AssertHasAsync(bed.S3, stored);
        var attributes = (await bed.App.GetAsync($"/api/recordings/{stored.Id}")).Data["attributes"]!;
        Assert.Equal("s3", (string?)attributes["storageProvider"]);
        using var http = new HttpClient(new SocketsHttpHandler());
        Assert.Equal(stored.Objects.First().Value, await http.GetByteArrayAsync(new Uri((string)attributes["videoUrl"]!), Stop));
        Assert.Equal(3000, (await http.GetByteArrayAsync(new Uri((string)attributes["thumbnailUrl"]!), Stop)).Length);

        // Viewers may still hold URLs of the old objects.
        await MoveBed.AssertHasAsync(bed.Local, stored);
        Assert.IsType<MoveOutcome.Gone>(await bed.MoveAsync(stored.Id));
    }

    [Fact]
    public async Task The_old_objects_are_removed_when_no_signed_URL_of_them_is_valid_any_more()
    {
        await using var bed = await MoveBed.StartAsync(servers);
        var stored = await bed.AddAsync(bed.Local);
        var read = bed.App.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<StorageOptions>>().Value.ReadUrlLifetime;
        Assert.IsType<MoveOutcome.Moved>(await bed.MoveAsync(stored.Id));
        var left = (await bed.FindAsync(stored.Id))!.StorageCopy!;
        Assert.Equal("local", left.Provider);
        Assert.True(left.RemoveAt >= left.StartedAt + read);

        // A browser stores a thumbnail with a URL that was signed before the move.
        var late = bed.Keys.Preview(stored.Id.ToString(), "late.jpg");
        await bed.Local.Writer.PutAsync(late, "late"u8.ToArray(), "image/jpeg", null, Stop);
        bed.Clock.Ahead = read + TimeSpan.FromHours(1);
        await Eventually.TrueAsync("the old objects are gone", async () => (await bed.FindAsync(stored.Id))!.StorageCopy is null, Stop);

        Assert.Empty(await MoveBed.KeysAsync(bed.Local, stored.Id));
        stored.Objects[late] = "late"u8.ToArray();
        await MoveBed.AssertHasAsync(bed.S3, stored);
    }

    [Fact]
    public async Task A_move_that_is_killed_in_any_step_is_finished_by_the_next_one()
    {
        await using var bed = await MoveBed.StartAsync(servers);
        for (var (step, isKilled) = (1, true); isKilled; step += 3)
        {
            var stored = await bed.AddAsync(bed.Local);
            try
            {
                Assert.IsType<MoveOutcome.Moved>(await bed.MoveAsync(stored.Id, new Steps { DiesAt = step }, deletesAtOnce: true));
                isKilled = false;
            }
            catch (OperationCanceledException)
            {
                // Until its document is switched, it is read in the old place.
                Assert.Equal("local", (await bed.FindAsync(stored.Id))!.StorageProvider);
                await MoveBed.AssertHasAsync(bed.Local, stored);
                Assert.IsType<MoveOutcome.Moved>(await bed.MoveAsync(stored.Id, deletesAtOnce: true));
            }

            await MoveBed.AssertHasAsync(bed.S3, stored);
            Assert.Empty(await MoveBed.KeysAsync(bed.Local, stored.Id));
            Assert.Null((await bed.FindAsync(stored.Id))!.StorageCopy);
            Assert.Equal("s3", (await bed.FindAsync(stored.Id))!.StorageProvider);
            await bed.S3.Remover.DeleteAsync(stored.Objects.First().Key, Stop);
        }
    }

    [Fact]
    public async Task A_move_of_a_recording_whose_document_names_no_place_is_finished_by_the_next_one()
    {
        await using var bed = await MoveBed.StartAsync(servers);
        foreach (var step in new[] { 5, 20, 35 })
        {
            var stored = await bed.AddAsync(bed.Local, recording => recording with { StorageProvider = null, StorageBucket = null });
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bed.MoveAsync(stored.Id, new Steps { DiesAt = step }, deletesAtOnce: true));
            // Some of its objects may be in both places by now.
            Assert.Equal("local", (await bed.FindAsync(stored.Id))!.StorageProvider);

            Assert.IsType<MoveOutcome.Moved>(await bed.MoveAsync(stored.Id, deletesAtOnce: true));
            await MoveBed.AssertHasAsync(bed.S3, stored);
            Assert.Empty(await MoveBed.KeysAsync(bed.Local, stored.Id));
        }
    }

    [Fact]
    public async Task A_second_attempt_copies_only_what_is_missing()
    {
        await using var bed = await MoveBed.StartAsync(servers);
        var stored = await bed.AddAsync(bed.Local);
        foreach (var (key, bytes) in stored.Objects.Skip(1))
        {
            await bed.S3.Writer.PutAsync(key, bytes, (await bed.Local.Reader.FindAsync(key, Stop))!.ContentType, null, Stop);
        }

        var written = false;
        var steps = new Steps { OnFirstWrite = () => Task.FromResult(written = true) };
        Assert.IsType<MoveOutcome.Moved>(await bed.MoveAsync(stored.Id, steps));
        Assert.False(written);
        await MoveBed.AssertHasAsync(bed.S3, stored);
    }

    [Fact]
    public async Task An_unequal_object_in_the_new_place_is_replaced()
    {
        await using var bed = await MoveBed.StartAsync(servers);
        var stored = await bed.AddAsync(bed.Local);
        var thumbnail = bed.Keys.Thumbnail(stored.Id.ToString());
        await bed.S3.Writer.PutAsync(thumbnail, new byte[3000], "image/jpeg", null, Stop);

        Assert.IsType<MoveOutcome.Moved>(await bed.MoveAsync(stored.Id));
        await MoveBed.AssertHasAsync(bed.S3, stored);
    }

    [Fact]
    public async Task A_change_during_the_move_is_kept()
    {
        await using var bed = await MoveBed.StartAsync(servers);
        var stored = await bed.AddAsync(bed.Local);
        var late = bed.Keys.Preview(stored.Id.ToString(), "storyboard.vtt");
        var steps = new Steps();
        steps.OnFirstWrite = async () =>
        {
            Assert.Equal(200, (await bed.App.PatchAsync(stored.Id.ToString(), """{"title":"Changed meanwhile"}""")).Status);
            await bed.Local.Writer.PutAsync(late, "WEBVTT"u8.ToArray(), "application/json", null, Stop);
        };

        // The list may have been read before; the removal of the old objects keeps it then.
        Assert.IsType<MoveOutcome.Moved>(await bed.MoveAsync(stored.Id, steps, deletesAtOnce: true));

        stored.Objects[late] = "WEBVTT"u8.ToArray();
        var found = (await bed.FindAsync(stored.Id))!;
        Assert.Equal(("Changed meanwhile", "s3"), (found.Title, found.StorageProvider));
        var bytes = await bed.S3.Reader.OpenReadAsync(late, 0, null, Stop);
        await bytes!.DisposeAsync();
        Assert.Empty(await MoveBed.KeysAsync(bed.Local, stored.Id));
    }

    [Fact]
    public async Task A_recording_that_is_deleted_during_its_move_leaves_no_object_in_either_place()
    {
        await using var bed = await MoveBed.StartAsync(servers);
        var stored = await bed.AddAsync(bed.Local);
        var steps = new Steps();
        steps.OnFirstWrite = async () => Assert.Equal(204, (await bed.App.SendAsync(HttpMethod.Delete, $"/api/recordings/{stored.Id}", null)).Status);

        Assert.IsType<MoveOutcome.Gone>(await bed.MoveAsync(stored.Id, steps));

        Assert.Empty(await MoveBed.KeysAsync(bed.Local, stored.Id));
        Assert.Empty(await MoveBed.KeysAsync(bed.S3, stored.Id));
    }

    [Fact]
    public async Task A_recording_that_is_deleted_after_a_killed_move_leaves_no_object_in_either_place()
    {
        await using var bed = await MoveBed.StartAsync(servers);
        var stored = await bed.AddAsync(bed.Local);
        await Assert.ThrowsAsync<OperationCanceledException>(() => bed.MoveAsync(stored.Id, new Steps { DiesAt = 40 }));
        Assert.NotEmpty(await MoveBed.KeysAsync(bed.S3, stored.Id));

        Assert.Equal(204, (await bed.App.SendAsync(HttpMethod.Delete, $"/api/recordings/{stored.Id}", null)).Status);

        Assert.Empty(await MoveBed.KeysAsync(bed.Local, stored.Id));
        Assert.Empty(await MoveBed.KeysAsync(bed.S3, stored.Id));
    }

    [Theory]
    [InlineData("uploading")]
    [InlineData("recording")]
    [InlineData("processing")]
    internal async Task A_recording_that_is_being_stored_is_skipped(string status)
    {
        await using var bed = await MoveBed.StartAsync(servers);
        var stored = await bed.AddAsync(bed.Local, recording => recording with { Status = WireNames<RecordingStatus>.Find(status)!.Value });

        Assert.Contains(status, Assert.IsType<MoveOutcome.Skipped>(await bed.MoveAsync(stored.Id)).Reason, StringComparison.Ordinal);
        Assert.Empty(await MoveBed.KeysAsync(bed.S3, stored.Id));
    }

    [Fact]
    public async Task An_archived_recording_is_moved_and_one_that_was_archived_while_uploading_is_not()
    {
        await using var bed = await MoveBed.StartAsync(servers);
        var archived = await bed.AddAsync(bed.Local, recording => recording with { Status = RecordingStatus.Archived, StatusBeforeArchive = RecordingStatus.Ready });
        var growing = await bed.AddAsync(bed.Local, recording => recording with { Status = RecordingStatus.Archived, StatusBeforeArchive = RecordingStatus.Uploading });

        Assert.IsType<MoveOutcome.Moved>(await bed.MoveAsync(archived.Id));
        Assert.IsType<MoveOutcome.Skipped>(await bed.MoveAsync(growing.Id));
    }

    [Fact]
    public async Task A_damaged_or_missing_video_fails_its_recording_and_changes_nothing()
    {
        await using var bed = await MoveBed.StartAsync(servers);
        var damaged = await bed.AddAsync(bed.Local, recording => recording with { Sha256 = new string('0', 64) });
        var missing = await bed.AddAsync(bed.Local);
        await bed.Local.Remover.DeleteAsync(missing.Objects.First().Key, Stop);

        Assert.Contains("SHA-256", Assert.IsType<MoveOutcome.Failed>(await bed.MoveAsync(damaged.Id)).Reason, StringComparison.Ordinal);
        Assert.Contains("does not exist", Assert.IsType<MoveOutcome.Failed>(await bed.MoveAsync(missing.Id)).Reason, StringComparison.Ordinal);
        Assert.Equal("local", (await bed.FindAsync(damaged.Id))!.StorageProvider);
        await MoveBed.AssertHasAsync(bed.Local, damaged);
    }

    [Fact]
    public async Task A_copy_that_reads_back_differently_fails_the_recording()
    {
        await using var bed = await MoveBed.StartAsync(servers);
        var stored = await bed.AddAsync(bed.Local);
        var thumbnail = bed.Keys.Thumbnail(stored.Id.ToString());
        var reads = 0;
        // The second read of an object is that of its copy.
        var steps = new Steps { OnRead = (key, stream) => key == thumbnail && Interlocked.Increment(ref reads) == 2 ? new MemoryStream(new byte[3000]) : stream };

        Assert.Contains(thumbnail, Assert.IsType<MoveOutcome.Failed>(await bed.MoveAsync(stored.Id, steps)).Reason, StringComparison.Ordinal);
        Assert.Equal("local", (await bed.FindAsync(stored.Id))!.StorageProvider);
        Assert.IsType<MoveOutcome.Moved>(await bed.MoveAsync(stored.Id));
        await MoveBed.AssertHasAsync(bed.S3, stored);
    }

    [Fact]
    public async Task Two_moves_at_once_move_it_once()
    {
        await using var bed = await MoveBed.StartAsync(servers);
        var stored = await bed.AddAsync(bed.Local);

        var outcomes = await Task.WhenAll(bed.MoveAsync(stored.Id), bed.MoveAsync(stored.Id));

        Assert.Contains(outcomes, outcome => outcome is MoveOutcome.Moved);
        Assert.DoesNotContain(outcomes, outcome => outcome is MoveOutcome.Failed);
        await MoveBed.AssertHasAsync(bed.S3, stored);
        Assert.Equal("local", (await bed.FindAsync(stored.Id))!.StorageCopy!.Provider);
    }

    [Fact]
    public async Task Old_objects_whose_place_cannot_be_reached_are_removed_later()
    {
        await using var bed = await MoveBed.StartAsync(servers, new() { ["Deletion:RetryDelay"] = "01:00:00" });
        var stored = await bed.AddAsync(bed.S3, recording => recording with
        {
            StorageCopy = new StorageCopy { Provider = "gcp", Bucket = "not-configured", StartedAt = Sample.Noon, RemoveAt = Sample.Noon },
        });

        await Eventually.TrueAsync("the removal is postponed", async () => (await bed.FindAsync(stored.Id))!.StorageCopy is { Failures: > 0 }, Stop);
        await MoveBed.AssertHasAsync(bed.S3, stored);
        Assert.False(await bed.App.Services.GetRequiredService<OldCopies>().RemoveAsync((await bed.FindAsync(stored.Id))!, Stop));
    }
}
