using Kubrick.Contracts.Uploads;
using Kubrick.Recordings.Tests.Hosting;
using Kubrick.Storage;
using Kubrick.Storage.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.Recordings.Tests.Reconciliation;

/// <summary>What is stored of a recording stays as it is while a legal hold is set.</summary>
public sealed class HeldUploadTests(Servers servers, RadosGateway s3)
{
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(25);

    [Theory]
    [InlineData("")]
    [InlineData(""","mayReplaceRecovered":true""")]
    public async Task A_recovered_recording_cannot_be_uploaded_again(string fields)
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, "local");
        var upload = await RecoverAsync(bed);
        await HoldAsync(bed, upload.RecordingId, true);

        (await StartAsync(bed, upload.RecordingId, fields)).IsError(409, "CONFLICT");
        Assert.Equal((true, "ready"), await StateAsync(bed, upload.RecordingId));

        await HoldAsync(bed, upload.RecordingId, false);
        Assert.Equal((false, "ready"), await StateAsync(bed, upload.RecordingId));
        Assert.Equal(200, (await StartAsync(bed, upload.RecordingId, ""","mayReplaceRecovered":true""")).Status);
    }

    [Fact]
    public async Task A_replacement_that_began_before_the_hold_is_not_joined_and_ends_without_a_trace()
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, "local");
        var upload = await RecoverAsync(bed);
        var whole = await ChunkedUpload.StartOpenEndedAsync(bed.App, upload.RecordingId, upload.File);
        await whole.SendAllAsync();
        await whole.DeclareAsync(whole.Sha256);
        await HoldAsync(bed, upload.RecordingId, true);

        await bed.PassAsync();
        Assert.Equal("uploading", (await bed.FactsAsync(upload.RecordingId)).Status);
        await bed.PassAsync(2 * Abandoned);

        Assert.Equal(new("ready", true, null, ChunkedUpload.Chunk, null), await bed.FactsAsync(upload.RecordingId));
        Assert.Equal(upload.First(1), await upload.StoredAsync());
    }

    [Fact]
    public async Task A_first_upload_is_completed_under_a_hold()
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, "local");
        var upload = await ChunkedUpload.StartOpenEndedAsync(bed.App, 2 * ChunkedUpload.Chunk);
        await HoldAsync(bed, upload.RecordingId, true);
        await upload.SendAllAsync();
        await upload.CompleteAsync();
        Assert.Equal(new("ready", false, null, upload.File.Length, null), await bed.FactsAsync(upload.RecordingId));
    }

    [Fact]
    public async Task A_file_that_took_the_place_of_the_held_one_is_not_believed()
    {
        await using var bed = await StorageBed.StartAsync(servers, s3, "local");
        var upload = await ChunkedUpload.StartOpenEndedAsync(bed.App, 2 * ChunkedUpload.Chunk);
        await upload.SendAllAsync();
        await upload.CompleteAsync();
        await HoldAsync(bed, upload.RecordingId, true);

        var other = $$"""{"storageKey":"{{upload.Session.Key}}","fileBytes":7}""";
        (await PostAsync(bed, UploadRoutes.Completed(upload.RecordingId), other)).IsError(409, "CONFLICT");
        var junk = $$"""{"storageKey":"{{upload.Session.Key}}","fileBytes":7,"provider":"local","bucket":"{{bed.App.Services.GetRequiredService<StorageLocation>().Bucket}}","eTag":"x","storedAt":"2126-01-01T00:00:00Z"}""";
        (await PostAsync(bed, UploadRoutes.Rejected(upload.RecordingId), junk)).IsError(409, "CONFLICT");
        var same = $$"""{"storageKey":"{{upload.Session.Key}}","fileBytes":{{upload.File.Length}}}""";
        Assert.Equal(200, (await PostAsync(bed, UploadRoutes.Completed(upload.RecordingId), same)).Status);

        var attributes = (await bed.App.GetAsync($"/api/recordings/{upload.RecordingId}")).Data["attributes"]!;
        Assert.Equal((upload.Sha256, true, upload.File.Length), ((string)attributes["sha256"]!, (bool)attributes["sha256Verified"]!, (int)attributes["fileBytes"]!));
    }

    private static async Task<ChunkedUpload> RecoverAsync(StorageBed bed)
    {
        var upload = await ChunkedUpload.StartOpenEndedAsync(bed.App, 3 * ChunkedUpload.Chunk);
        await upload.SendAsync(1);
        await bed.PassAsync(Abandoned);
        Assert.Equal(new("ready", true, null, ChunkedUpload.Chunk, null), await bed.FactsAsync(upload.RecordingId));
        return upload;
    }

    private static async Task HoldAsync(StorageBed bed, string id, bool isHeld) =>
        Assert.Equal(200, (await bed.App.PatchAsync(id, $$"""{"legalHold":{{(isHeld ? "true" : "false")}}}""")).Status);

    private static async Task<(bool IsHeld, string Status)> StateAsync(StorageBed bed, string id)
    {
        var state = (await bed.App.GetAsync(UploadRoutes.State(id))).Json!;
        return ((bool)state["isHeld"]!, (string)state["status"]!);
    }

    private static Task<RecordingsApp.Answer> StartAsync(StorageBed bed, string id, string fields)
    {
        var location = bed.App.Services.GetRequiredService<StorageLocation>();
        return PostAsync(bed, UploadRoutes.State(id), $$"""{"provider":"{{location.Provider}}","bucket":"{{location.Bucket}}"{{fields}}}""");
    }

    private static Task<RecordingsApp.Answer> PostAsync(StorageBed bed, string address, string body) =>
        bed.App.SendAsync(HttpMethod.Post, address, body, contentType: "application/json");
}
