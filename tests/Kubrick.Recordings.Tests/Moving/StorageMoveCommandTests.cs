using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Moving;
using Kubrick.Recordings.Tests.Hosting;
using MongoDB.Driver;

namespace Kubrick.Recordings.Tests.Moving;

/// <summary>The command <c>storage move</c>.</summary>
public sealed class StorageMoveCommandTests(Servers servers) : IDisposable
{
    private readonly StringWriter output = new();
    private readonly StringWriter errors = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        output.Dispose();
        errors.Dispose();
    }

    [Fact]
    public async Task Everything_is_moved_and_what_is_left_is_named()
    {
        await using var bed = await MoveBed.StartAsync(servers);
        var (one, two) = (await bed.AddAsync(bed.Local), await bed.AddAsync(bed.Local));
        var there = await bed.AddAsync(bed.S3);
        var uploading = await bed.AddAsync(bed.Local, recording => recording with { Status = RecordingStatus.Uploading });
        var damaged = await bed.AddAsync(bed.Local, recording => recording with { Sha256 = new string('0', 64) });

        Assert.Equal(1, await RunAsync(bed, "--from", "local", "--to", "s3"));

        Assert.Contains($"Moved {one.Id}: 5 objects, 8.4 MB.", output.ToString(), StringComparison.Ordinal);
        Assert.Contains($"Skipped {uploading.Id}: it is 'uploading'.", output.ToString(), StringComparison.Ordinal);
        Assert.Contains($"Failed {damaged.Id}: its object", errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("Moved 2 recordings: 10 objects, 16.8 MB. Left in local", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(there.Id.ToString(), output.ToString(), StringComparison.Ordinal);
        await MoveBed.AssertHasAsync(bed.S3, one);
        await MoveBed.AssertHasAsync(bed.S3, two);

        await bed.App.Collection.DeleteManyAsync(recording => recording.Id == uploading.Id || recording.Id == damaged.Id, Stop);
        Assert.Equal(0, await RunAsync(bed, "--from", "local", "--to", "s3"));
        Assert.Contains("Moved 0 recordings", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_changes_nothing()
    {
        await using var bed = await MoveBed.StartAsync(servers);
        var stored = await bed.AddAsync(bed.Local);
        var before = await bed.FindAsync(stored.Id);

        Assert.Equal(0, await RunAsync(bed, "--from", "local", "--to", "s3", "--dry-run"));

        Assert.Contains($"Would move {stored.Id}: 5 objects", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(before!.Version, (await bed.FindAsync(stored.Id))!.Version);
        Assert.Empty(await MoveBed.KeysAsync(bed.S3, stored.Id));
    }

    [Fact]
    public async Task A_limit_leaves_the_rest_for_the_next_run()
    {
        await using var bed = await MoveBed.StartAsync(servers);
        var stored = new[] { await bed.AddAsync(bed.Local), await bed.AddAsync(bed.Local), await bed.AddAsync(bed.Local) };

        Assert.Equal(1, await RunAsync(bed, "--from", "local", "--to", "s3", "--limit", "2"));
        Assert.Equal(2, await bed.App.Collection.CountDocumentsAsync(recording => recording.StorageProvider == "s3", cancellationToken: Stop));
        Assert.Equal(0, await RunAsync(bed, "--from", "local", "--to", "s3", "--limit", "2", "--delete-at-once"));
        Assert.Equal(3, await bed.App.Collection.CountDocumentsAsync(recording => recording.StorageProvider == "s3", cancellationToken: Stop));
        Assert.Empty(await MoveBed.KeysAsync(bed.Local, stored[2].Id));
    }

    [Fact]
    public async Task An_earlier_original_that_stays_is_counted_and_never_overwritten()
    {
        await using var bed = await MoveBed.StartAsync(servers);
        var local = bed.Local.Location;
        var again = await bed.AddAsync(bed.S3, recording => recording with
        {
            Earlier = [new EarlierOriginal { Provider = local.Provider, Bucket = local.Bucket, Key = recording.StorageKey!, MimeType = "video/webm", FileBytes = 5 }],
        });

        Assert.Equal(1, await RunAsync(bed, "--from", "local", "--to", "s3"));
        Assert.Contains("1 recordings lie elsewhere and keep an earlier original in local", output.ToString(), StringComparison.Ordinal);
        Assert.Contains($"Left {again.Id}: it lies elsewhere", output.ToString(), StringComparison.Ordinal);

        Assert.Equal(1, await RunAsync(bed, "--from", "s3", "--to", "local"));
        Assert.Contains($"Skipped {again.Id}: an earlier original of it has the same key there", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recording_moves_back_when_its_old_objects_are_removed()
    {
        await using var bed = await MoveBed.StartAsync(servers);
        var stored = await bed.AddAsync(bed.Local);
        Assert.Equal(0, await RunAsync(bed, "--from", "local", "--to", "s3"));

        Assert.Equal(1, await RunAsync(bed, "--from", "s3", "--to", "local"));
        Assert.Contains($"Skipped {stored.Id}: it was moved before", output.ToString(), StringComparison.Ordinal);

        await bed.App.Collection.UpdateOneAsync(
            recording => recording.Id == stored.Id, Builders<Recording>.Update.Set(recording => recording.StorageCopy!.RemoveAt, Sample.Noon), cancellationToken: Stop);
        Assert.Equal(0, await RunAsync(bed, "--from", "s3", "--to", "local", "--delete-at-once"));
        await MoveBed.AssertHasAsync(bed.Local, stored);
        Assert.Empty(await MoveBed.KeysAsync(bed.S3, stored.Id));
    }

    [Fact]
    public async Task A_recording_whose_document_does_not_name_its_place_is_moved_from_where_its_objects_are()
    {
        await using var bed = await MoveBed.StartAsync(servers);
        var stored = await bed.AddAsync(bed.Local, recording => recording with { StorageProvider = null, StorageBucket = null });
        var elsewhere = await bed.AddAsync(bed.S3, recording => recording with { StorageProvider = null, StorageBucket = null });

        Assert.Equal(0, await RunAsync(bed, "--from", "local", "--to", "s3"));

        Assert.Equal("s3", (await bed.FindAsync(stored.Id))!.StorageProvider);
        await MoveBed.AssertHasAsync(bed.S3, stored);
        Assert.Null((await bed.FindAsync(elsewhere.Id))!.StorageProvider);
    }

    [Fact]
    public async Task A_bucket_that_does_not_exist_is_one_sentence_and_exit_code_1()
    {
        await using var bed = await MoveBed.StartAsync(servers);

        Assert.Equal(1, await RunAsync(bed, "--from", "local", "--to", "s3:no-such-bucket-" + Guid.NewGuid().ToString("N")));
        Assert.Equal("The bucket does not exist." + Environment.NewLine, errors.ToString());
    }

    [Fact]
    public async Task Missing_settings_are_one_sentence_and_exit_code_78()
    {
        await using var bed = await MoveBed.StartAsync(servers);

        Assert.Equal(78, await RunAsync(bed, "--from", "local", "--to", "gcp"));
        Assert.Contains("GCP_BUCKET_NAME", Assert.Single(errors.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_place_is_no_move()
    {
        await using var bed = await MoveBed.StartAsync(servers);

        Assert.Equal(64, await RunAsync(bed, "--from", "local", "--to", "local"));
        Assert.Contains("the same storage", errors.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "storage", "move", "--help")]
    [InlineData(64, "storage")]
    [InlineData(64, "storage", "remove")]
    [InlineData(64, "storage", "move")]
    [InlineData(64, "storage", "move", "--from", "local")]
    [InlineData(64, "storage", "move", "--from", "local", "--to")]
    [InlineData(64, "storage", "move", "--from", "local", "--to", "ftp")]
    [InlineData(64, "storage", "move", "--from", "local", "--to", "s3", "--limit", "0")]
    [InlineData(64, "storage", "move", "--from", "local", "--to", "s3", "--limit", "-1")]
    [InlineData(64, "storage", "move", "--from", "local", "--to", "s3", "now")]
    public async Task Arguments_are_checked(int exitCode, params string[] args)
    {
        Assert.Equal(exitCode, await new StorageMoveCommand(output, errors).RunAsync(args, Stop, new Dictionary<string, string?>()));
        Assert.NotEmpty((exitCode == 0 ? output : errors).ToString());
    }

    private Task<int> RunAsync(MoveBed bed, params string[] args)
    {
        Dictionary<string, string?> settings = new() { ["ConnectionStrings:kubrick"] = bed.App.Database };
        foreach (var (name, value) in bed.Settings)
        {
            settings[name] = value;
        }

        return new StorageMoveCommand(output, errors).RunAsync(["storage", "move", .. args], Stop, settings);
    }
}
