using System.Security.Cryptography;
using System.Text;
using Kubrick.Contracts.Logs;
using Kubrick.Contracts.Processing;
using Kubrick.Testing;
using Kubrick.Transcoder.Tests.Fixtures;
using Kubrick.Transcoder.Tests.Workers;

namespace Kubrick.Transcoder.Tests.Processing;

[Collection(ThirdBroker.Name)]
public sealed class ProcessingTests(BrokerFixture broker) : WorkerTests(broker)
{
    [Fact]
    public async Task A_recording_gets_a_seekable_copy_a_picture_a_storyboard_and_a_waveform()
    {
        await using var worker = StartWorker();
        var original = Store("vp8");
        await original.RequestAsync();
        await original.RequestAsync();
        var found = await original.DoneAsync();

        Assert.Equal(original.Ticket.Sha256, found.Sha256);
        Assert.InRange(found.Media!.Duration, 1, 60);
        Assert.Equal(("vp8", "opus"), (found.Media.VideoCodec, found.Media.AudioCodec));
        Assert.Equal(
            [DerivedKinds.Seekable, DerivedKinds.Thumbnail, DerivedKinds.Sprite, DerivedKinds.Storyboard, DerivedKinds.Waveform],
            found.Files.Select(file => file.Kind));
        var seekable = found.Files[0];
        Assert.Equal(($"previews/{original.Id}/seekable.webm", "video/webm", original.Ticket.Sha256), (seekable.Key, seekable.MimeType, seekable.ParentSha256));
        Assert.Equal($"thumbnails/{original.Id}.jpg", found.Files[1].Key);
        Assert.All(found.Files, file => Assert.Equal((file.Bytes, file.Sha256), Described(original.PathOf(file.Key))));
        Assert.All(found.Files.Skip(1), file => Assert.Equal(seekable.Sha256, file.ParentSha256));
        Assert.NotEmpty(Observer.Events<ProcessingProgressed>(progress => progress.RecordingId == original.Id && progress.Findings.Media is not null));

        // The second request finds the work done.
        Observer.Tickets.Remove(original.Id);
        await Eventually.TrueAsync("nothing waits", async () => await Observer.WaitingAsync(LogNames.ProcessQueue) == 0, Cancel);
        await Eventually.TrueAsync("nothing is left", () => Task.FromResult(original.Leftovers().Count == 0), Cancel);
    }

    [Fact]
    public async Task An_MP4_copy_is_made_on_demand_and_a_picture_only_where_none_is()
    {
        await using var worker = StartWorker();
        var original = Store("vp8", ticket => ticket with { WantsMp4 = true, WantsThumbnail = false });
        await original.RequestAsync();
        var found = await original.DoneAsync();
        Assert.DoesNotContain(found.Files, file => file.Kind == DerivedKinds.Thumbnail);
        var mp4 = Assert.Single(found.Files, file => file.Kind == DerivedKinds.Mp4);
        Assert.Equal("video/mp4", mp4.MimeType);
        Assert.Equal("ftyp"u8, File.ReadAllBytes(original.PathOf(mp4.Key)).AsSpan(4, 4));
    }

    [Fact]
    public async Task What_is_not_the_recording_is_named_and_not_tried_again()
    {
        await using var worker = StartWorker();
        var junk = StoredOriginal.Store(Observer, Folder, Encoding.ASCII.GetBytes(new string('x', 5000)));
        var other = Store("vp8", ticket => ticket with { Sha256 = new string('0', 64) });
        var shorter = Store("vp8", ticket => ticket with { FileBytes = ticket.FileBytes + 1 });
        var missing = Store("vp8", ticket => ticket with { StorageKey = "recordings/2026/03/04/missing-001.webm" });
        StoredOriginal[] originals = [junk, other, shorter, missing];
        foreach (var original in originals)
        {
            await original.RequestAsync();
        }

        var codes = new List<string>();
        foreach (var original in originals)
        {
            codes.Add((await original.FailedAsync()).Code);
        }

        Assert.Equal([ProcessingErrorCodes.Undecodable, ProcessingErrorCodes.Different, ProcessingErrorCodes.Different, ProcessingErrorCodes.Missing], codes);
        Assert.All(originals, original => Assert.Equal(1, Observer.Tickets.Claims[original.Id]));
        Assert.All(originals, original => Assert.False(Directory.Exists(original.PathOf($"previews/{original.Id}"))));
    }

    [Fact]
    public async Task A_storage_that_fails_and_Recordings_that_do_not_answer_are_tried_again()
    {
        var failures = 2;
        await using var worker = WorkerHost.Start(
            Broker.Address,
            Folder,
            key =>
            {
                if (key.EndsWith("waveform.json", StringComparison.Ordinal) && Interlocked.Decrement(ref failures) >= 0)
                {
                    throw new Storage.StorageException(Storage.StorageError.Refused, "Refused by the test.");
                }
            },
            [.. Settings, ("Transcoder:ProcessingRetryDelay", "00:00:01")]);
        Observer.Tickets.Fail(2);
        var original = Store("vp8-video-only");
        var withSound = Store("vp8");
        await original.RequestAsync();
        await withSound.RequestAsync();
        var silent = await original.DoneAsync();
        Assert.DoesNotContain(silent.Files, file => file.Kind == DerivedKinds.Waveform);
        Assert.Contains((await withSound.DoneAsync()).Files, file => file.Kind == DerivedKinds.Waveform);
        Assert.Equal(3, Observer.Tickets.Claims[withSound.Id]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_three_failures_it_has_failed_and_what_was_made_stays(bool isDisk)
    {
        await using var worker = WorkerHost.Start(
            Broker.Address,
            Folder,
            key =>
            {
                if (key.EndsWith("waveform.json", StringComparison.Ordinal))
                {
                    throw isDisk ? (Exception)new EndOfStreamException("The file is short.") : new Storage.StorageException(Storage.StorageError.Refused, "Refused by the test.");
                }
            },
            [.. Settings, ("Transcoder:ProcessingRetryDelay", "00:00:01")]);
        var original = Store("vp8");
        await original.RequestAsync();
        var failed = await original.FailedAsync();
        Assert.Equal(ProcessingErrorCodes.Failed, failed.Code);
        Assert.Contains(failed.Findings.Files, file => file.Kind == DerivedKinds.Seekable);
        Assert.Equal(3, Observer.Tickets.Claims[original.Id]);
    }

    [Fact]
    public async Task Of_a_recording_without_room_the_hash_is_known_nevertheless()
    {
        await using var worker = WorkerHost.Start(Broker.Address, Folder, null, [.. Settings, ("Transcoder:ScratchBytes", "2000000")]);
        var original = Store("vp8");
        var other = Store("vp8", ticket => ticket with { Sha256 = new string('0', 64) });
        await original.RequestAsync();
        await other.RequestAsync();
        var failed = await original.FailedAsync();
        Assert.Equal((ProcessingErrorCodes.TooLarge, original.Ticket.Sha256, (long?)original.Ticket.FileBytes), (failed.Code, failed.Findings.Sha256, failed.Findings.Bytes));
        Assert.Equal(ProcessingErrorCodes.Different, (await other.FailedAsync()).Code);
    }

    [Fact]
    public async Task An_original_that_cannot_be_read_while_its_storage_answers_fails_in_the_end()
    {
        var unreadable = Store("vp8");
        await using var worker = WorkerHost.StartReading(
            Broker.Address,
            Folder,
            key =>
            {
                if (key == unreadable.Ticket.StorageKey)
                {
                    throw new Storage.StorageException(Storage.StorageError.Unavailable, "A bad sector.");
                }
            },
            [.. Settings, ("Transcoder:ProcessingRetryDelay", "00:00:01")]);
        // It was put off often already.
        await Observer.SendAsync(LogNames.ProcessQueue, Encoding.UTF8.GetBytes($$"""{"recordingId":"{{unreadable.Id}}","generation":1,"attempt":1,"unreadable":19}"""));
        var failed = await unreadable.FailedAsync();
        Assert.Equal((ProcessingErrorCodes.Failed, "The stored video cannot be read to its end."), (failed.Code, failed.Reason));
        Assert.Equal(2, Observer.Tickets.Claims[unreadable.Id]);
    }

    [Fact]
    public async Task A_result_that_cannot_be_stored_for_now_says_nothing_of_the_original()
    {
        var failures = 1;
        await using var worker = WorkerHost.Start(
            Broker.Address,
            Folder,
            key =>
            {
                if (key.EndsWith("waveform.json", StringComparison.Ordinal) && Interlocked.Decrement(ref failures) >= 0)
                {
                    throw new Storage.StorageException(Storage.StorageError.Unavailable, "Slow down.");
                }
            },
            [.. Settings, ("Transcoder:ProcessingRetryDelay", "00:00:01")]);
        var original = Store("vp8");
        // It could not be read so often that once more is the last time.
        await Observer.SendAsync(LogNames.ProcessQueue, Encoding.UTF8.GetBytes($$"""{"recordingId":"{{original.Id}}","generation":1,"attempt":1,"unreadable":20}"""));
        Assert.Contains((await original.DoneAsync()).Files, file => file.Kind == DerivedKinds.Waveform);
        Assert.Equal(2, Observer.Tickets.Claims[original.Id]);
    }

    [Fact]
    public async Task A_killed_worker_loses_no_job_and_leaves_no_half_object()
    {
        var original = Store("vp8");
        var worker = await WorkerProcess.StartAsync(Broker.Address, Folder, Observer.Address);
        await original.RequestAsync();
        await Eventually.TrueAsync("it is claimed", () => Task.FromResult(Observer.Tickets.Claims.ContainsKey(original.Id)), Cancel);
        await worker.KillAsync();
        await worker.DisposeAsync();

        await using var next = StartWorker();
        var found = await original.DoneAsync();
        Assert.All(found.Files, file => Assert.Equal((file.Bytes, file.Sha256), Described(original.PathOf(file.Key))));
        Assert.Equal(found.Files.Select(file => file.Key).Order(), Derived(original).Order());
        await Eventually.TrueAsync("nothing is left", () => Task.FromResult(original.Leftovers().Count == 0), Cancel);
    }

    [Fact]
    public async Task A_drained_worker_and_one_for_streams_only_leave_the_work_to_others()
    {
        await using var streams = WorkerHost.Start(Broker.Address, Folder, [.. Settings, ("Transcoder:ProcessingSlots", "0")]);
        await using var drained = StartWorker();
        (await drained.Http.PostAsync(new Uri("/drain", UriKind.Relative), null, Cancel)).EnsureSuccessStatusCode();
        var original = Store("vp8");
        await original.RequestAsync();
        await Eventually.TrueAsync("it waits", async () => await Observer.WaitingAsync(LogNames.ProcessQueue) == 1, Cancel);
        Assert.False(Observer.Tickets.Claims.ContainsKey(original.Id));
        (await drained.Http.PostAsync(new Uri("/resume", UriKind.Relative), null, Cancel)).EnsureSuccessStatusCode();
        await original.DoneAsync();
    }

    [Fact]
    public async Task Work_that_is_put_off_does_not_count_as_returned()
    {
        using var storing = new SemaphoreSlim(0);
        using var drained = new SemaphoreSlim(0);
        await using var worker = WorkerHost.Start(
            Broker.Address,
            Folder,
            key =>
            {
                if (key.EndsWith("seekable.webm", StringComparison.Ordinal))
                {
                    storing.Release();
                    Assert.True(drained.Wait(TimeSpan.FromMinutes(2)));
                }
            },
            Settings);
        var original = Store("vp8");
        await Observer.SendAsync(LogNames.ProcessQueue, Encoding.UTF8.GetBytes($$"""{"recordingId":"{{original.Id}}","generation":1,"attempt":1,"returns":7}"""));
        Assert.True(await storing.WaitAsync(TimeSpan.FromMinutes(2), Cancel));
        (await worker.Http.PostAsync(new Uri("/drain", UriKind.Relative), null, Cancel)).EnsureSuccessStatusCode();
        drained.Release(100);

        (byte[] Body, bool IsRedelivered)? message = null;
        await Eventually.TrueAsync("it is sent anew", async () => (message = await Observer.TakeAsync(LogNames.ProcessQueue)) is not null, Cancel);
        Assert.False(message!.Value.IsRedelivered);
        var work = System.Text.Json.JsonSerializer.Deserialize<ProcessRecording>(message.Value.Body, System.Text.Json.JsonSerializerOptions.Web);
        Assert.Equal(new ProcessRecording(original.Id, 1, 1) { Returns = 7 }, work);

        (await worker.Http.PostAsync(new Uri("/resume", UriKind.Relative), null, Cancel)).EnsureSuccessStatusCode();
        await Observer.SendAsync(LogNames.ProcessQueue, message.Value.Body);
        await original.DoneAsync();
    }

    [Fact]
    public async Task Malformed_messages_are_dropped()
    {
        string[] messages =
        [
            "",
            "nonsense",
            """{"recordingId":"../../etc","generation":1,"attempt":1}""",
            """{"recordingId":"0123456789ABCDEF01234567","generation":1,"attempt":1}""",
            """{"recordingId":"0123456789abcdef01234567","generation":0,"attempt":1}""",
            """{"recordingId":"0123456789abcdef01234567","generation":1,"attempt":-1}""",
        ];
        await using var worker = StartWorker();
        foreach (var message in messages)
        {
            await Observer.SendAsync(LogNames.ProcessQueue, Encoding.UTF8.GetBytes(message));
        }

        var original = Store("vp8-video-only");
        await original.RequestAsync();
        await original.DoneAsync();
        Assert.Equal(messages.Length, worker.Log.Count(line => line.Contains("Message dropped", StringComparison.Ordinal)));
    }

    private (string Name, string Value)[] Settings => [("services:recordings:http:0", Observer.Address)];

    private WorkerHost StartWorker() => WorkerHost.Start(Broker.Address, Folder, Settings);

    private StoredOriginal Store(string fixture, Func<ProcessingTicket, ProcessingTicket>? change = null) =>
        StoredOriginal.Store(Observer, Folder, Fixture.Load(fixture).Bytes, change);

    private static (long Bytes, string Sha256) Described(string path)
    {
        var bytes = File.ReadAllBytes(path);
        return (bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    private static IEnumerable<string> Derived(StoredOriginal original) => Directory.EnumerateFiles(original.PathOf(""), "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(original.PathOf(""), path))
        .Where(key => key.Contains(original.Id, StringComparison.Ordinal) && key != original.Ticket.StorageKey);
}
