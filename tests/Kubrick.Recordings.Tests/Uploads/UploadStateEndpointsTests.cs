using System.Globalization;
using System.Text.Json.Nodes;
using Kubrick.Contracts.Uploads;
using Kubrick.Recordings.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Kubrick.Recordings.Tests.Uploads;

public sealed class UploadStateEndpointsTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const string Place = """{"provider":"local","bucket":"objects","fileSize":100}""";

    private readonly RecordingsApp app = shared.App;

    [Fact]
    public async Task An_upload_gets_a_key_and_a_session_and_becomes_ready()
    {
        var id = await Create();
        var started = await Post(UploadRoutes.State(id), Place);
        var key = (string)started["storageKey"]!;
        Assert.Matches($@"^recordings/\d{{4}}/\d\d/\d\d/{id}-\d{{3,}}\.webm$", key);

        var attached = await Session(id, "s-1", (long)started["version"]!);
        Assert.Equal(("s-1", 100, 50), ((string)attached["uploadId"]!, (int)attached["fileSize"]!, (int)attached["chunkSize"]!));

        var completion = $$"""{"storageKey":"{{key}}","fileBytes":100,"duration":2.5}""";
        var completed = await Post(UploadRoutes.Completed(id), completion);
        Assert.Equal(("ready", 100, null), ((string)completed["status"]!, (int)completed["fileBytes"]!, completed["uploadId"]));
        Assert.True(JsonNode.DeepEquals(completed, await Post(UploadRoutes.Completed(id), completion)));

        var attributes = (await app.GetAsync($"/api/recordings/{id}")).Data["attributes"]!;
        Assert.Equal(("ready", 100, 2.5), ((string)attributes["status"]!, (int)attributes["fileBytes"]!, (double)attributes["duration"]!));
        (await Send(HttpMethod.Post, UploadRoutes.Aborted(id), "{}")).IsError(409, "CONFLICT");
        (await Send(HttpMethod.Post, UploadRoutes.State(id), Place)).IsError(409, "CONFLICT");
    }

    [Fact]
    public async Task A_stored_video_and_thumbnail_have_absolute_signed_URLs()
    {
        var location = app.Services.GetService(typeof(Storage.StorageLocation)) as Storage.StorageLocation;
        var place = $$"""{"provider":"{{location!.Provider}}","bucket":"{{location.Bucket}}"}""";
        var id = await Create();
        var key = (string)(await Post(UploadRoutes.State(id), place))["storageKey"]!;
        await Post(UploadRoutes.Completed(id), $$"""{"storageKey":"{{key}}","fileBytes":1}""");
        await Post(UploadRoutes.Thumbnail(id), $$"""{"thumbnailKey":"thumbnails/{{id}}.jpg","provider":"{{location.Provider}}","bucket":"{{location.Bucket}}"}""");
        var attributes = (await app.GetAsync($"/api/recordings/{id}")).Data["attributes"]!;
        Assert.StartsWith("/api/upload/objects/", (string)attributes["videoUrl"]!, StringComparison.Ordinal);
        Assert.StartsWith("/api/upload/objects/", (string)attributes["thumbnailUrl"]!, StringComparison.Ordinal);
        Assert.Null(attributes["hlsUrl"]);
    }

    [Fact]
    public async Task A_missing_thumbnail_has_no_URL_until_it_is_announced_again()
    {
        var location = app.Services.GetRequiredService<Storage.StorageLocation>();
        var place = $$"""{"provider":"{{location.Provider}}","bucket":"{{location.Bucket}}"}""";
        var id = await Create();
        var thumbnail = $$"""{"thumbnailKey":"thumbnails/{{id}}.jpg","provider":"{{location.Provider}}","bucket":"{{location.Bucket}}"}""";
        await Post(UploadRoutes.Thumbnail(id), thumbnail);
        var key = (string)(await Post(UploadRoutes.State(id), place))["storageKey"]!;

        await Post(UploadRoutes.Completed(id), $$"""{"storageKey":"{{key}}","fileBytes":1,"thumbnailStored":false}""");
        Assert.Null((await app.GetAsync($"/api/recordings/{id}")).Data["attributes"]!["thumbnailUrl"]);
        await Post(UploadRoutes.Completed(id), $$"""{"storageKey":"{{key}}","fileBytes":1}""");
        Assert.Null((await app.GetAsync($"/api/recordings/{id}")).Data["attributes"]!["thumbnailUrl"]);

        await Post(UploadRoutes.Thumbnail(id), thumbnail);
        Assert.NotNull((await app.GetAsync($"/api/recordings/{id}")).Data["attributes"]!["thumbnailUrl"]);
        await Post(UploadRoutes.Completed(id), $$"""{"storageKey":"{{key}}","fileBytes":1,"thumbnailStored":true}""");
        Assert.NotNull((await app.GetAsync($"/api/recordings/{id}")).Data["attributes"]!["thumbnailUrl"]);
        (await Send(HttpMethod.Post, UploadRoutes.Completed(id), $$"""{"storageKey":"{{key}}","fileBytes":1,"thumbnailStored":"no"}""")).IsError(422, "VALIDATION_ERROR");
    }

    [Fact]
    public async Task A_video_in_another_storage_has_no_URL()
    {
        var id = await Create();
        var key = (string)(await Post(UploadRoutes.State(id), """{"provider":"s3","bucket":"elsewhere"}"""))["storageKey"]!;
        await Post(UploadRoutes.Completed(id), $$"""{"storageKey":"{{key}}","fileBytes":1}""");
        Assert.Null((await app.GetAsync($"/api/recordings/{id}")).Data["attributes"]!["videoUrl"]);
        (await Send(HttpMethod.Post, UploadRoutes.Thumbnail(id), $$"""{"thumbnailKey":"t","provider":"local","bucket":"b"}""")).IsError(409, "CONFLICT");
    }

    [Fact]
    public async Task A_repeated_start_keeps_the_key_and_a_new_container_changes_its_extension()
    {
        var id = await Create();
        var first = await Post(UploadRoutes.State(id), Place);
        Assert.True(JsonNode.DeepEquals(first, await Post(UploadRoutes.State(id), Place)));
        await Session(id, "s-1", (long)first["version"]!);
        var mp4 = await Post(UploadRoutes.State(id), """{"provider":"local","bucket":"objects","mimeType":"video/mp4"}""");
        Assert.Equal(((string)first["storageKey"]!).Replace(".webm", ".mp4", StringComparison.Ordinal), (string)mp4["storageKey"]!);
        Assert.Null(mp4["uploadId"]);
    }

    [Fact]
    public async Task Concurrent_starts_agree_on_one_key_and_numbers_are_unique()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Create()));
        var keys = await Task.WhenAll(ids.SelectMany(id => Enumerable.Range(0, 3).Select(async _ => (string)(await Post(UploadRoutes.State(id), Place))["storageKey"]!)));
        var numbers = keys.Distinct().Select(key => int.Parse(key.Split('-')[^1].Split('.')[0], CultureInfo.InvariantCulture)).ToList();
        Assert.Equal((8, 8), (numbers.Count, numbers.Distinct().Count()));
    }

    [Fact]
    public async Task One_of_two_concurrent_sessions_wins_and_can_be_attached_again()
    {
        var id = await Create();
        var version = (long)(await Post(UploadRoutes.State(id), Place))["version"]!;
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => SendSession(id, $"s-{i}", version)));
        var won = Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer.Status != 200), answer => answer.IsError(409, "CONFLICT"));
        Assert.Equal(200, (await SendSession(id, (string)won.Json!["uploadId"]!, version)).Status);
    }

    [Fact]
    public async Task An_aborted_upload_is_an_error_and_can_be_retried()
    {
        var id = await Create();
        var started = await Post(UploadRoutes.State(id), Place);
        await Session(id, "s-1", (long)started["version"]!);
        var aborted = await Post(UploadRoutes.Aborted(id), "{}");
        Assert.Equal(("error", null, null), ((string)aborted["status"]!, aborted["uploadId"], aborted["fileSize"]));
        Assert.True(JsonNode.DeepEquals(aborted, await Post(UploadRoutes.Aborted(id), "{}")));
        var again = await Post(UploadRoutes.State(id), Place);
        Assert.Equal(("uploading", (string)started["storageKey"]!), ((string)again["status"]!, (string)again["storageKey"]!));
    }

    [Fact]
    public async Task An_upload_that_completes_after_the_client_gave_up_is_ready()
    {
        var id = await Create();
        var started = await Post(UploadRoutes.State(id), Place);
        await Session(id, "s-1", (long)started["version"]!);
        Assert.Equal(200, (await app.PatchAsync(id, """{"status":"error"}""")).Status);
        var completed = await Post(UploadRoutes.Completed(id), $$"""{"storageKey":"{{started["storageKey"]}}","fileBytes":100}""");
        Assert.Equal(("ready", 100, null), ((string)completed["status"]!, (int)completed["fileBytes"]!, completed["uploadId"]));
        (await app.PatchAsync(id, """{"status":"error"}""")).IsError(422, "VALIDATION_ERROR");
    }

    [Fact]
    public async Task An_upload_that_completes_in_the_archive_is_ready_when_restored()
    {
        var id = await Create();
        var key = (string)(await Post(UploadRoutes.State(id), Place))["storageKey"]!;
        await app.PatchAsync(id, """{"status":"archived"}""");
        Assert.Equal("archived", (string)(await Post(UploadRoutes.Completed(id), $$"""{"storageKey":"{{key}}","fileBytes":5}"""))["status"]!);
        Assert.Equal("ready", (string)(await app.PatchAsync(id, """{"status":"ready"}""")).Data["attributes"]!["status"]!);
    }

    [Fact]
    public async Task An_open_ended_session_gets_its_size_later_and_notes_its_parts()
    {
        const string Hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
        var id = await Create();
        var begun = await Post(UploadRoutes.State(id), """{"provider":"local","bucket":"objects"}""");
        var attach = $$"""{"uploadId":"s-1","chunkSize":50,"isOpenEnded":true,"version":{{begun["version"]}}}""";
        var attached = (await Send(HttpMethod.Put, UploadRoutes.Session(id), attach)).Json!;
        Assert.Equal(("s-1", null, 50, true), ((string)attached["uploadId"]!, attached["fileSize"], (int)attached["chunkSize"]!, (bool)attached["isOpenEnded"]!));
        Assert.Null(attached["lastPartAt"]);

        var first = await Post(UploadRoutes.Part(id), "{}");
        Assert.NotNull(first["lastPartAt"]);
        Assert.True(JsonNode.DeepEquals(first, await Post(UploadRoutes.Part(id), "{}")));

        // The version is another one by now: a session's own declaration does not need it.
        var declare = $$"""{"uploadId":"s-1","fileSize":120,"chunkSize":50,"isOpenEnded":true,"sha256":"{{Hash}}","version":0}""";
        var declared = (await Send(HttpMethod.Put, UploadRoutes.Session(id), declare)).Json!;
        Assert.Equal((120, (string)first["lastPartAt"]!), ((int)declared["fileSize"]!, (string)declared["lastPartAt"]!));
        Assert.True(JsonNode.DeepEquals(declared, (await Send(HttpMethod.Put, UploadRoutes.Session(id), declare)).Json));
        (await Send(HttpMethod.Put, UploadRoutes.Session(id), declare.Replace("s-1", "s-2", StringComparison.Ordinal))).IsError(409, "CONFLICT");

        var completion = $$"""{"storageKey":"{{begun["storageKey"]}}","fileBytes":120,"sha256":"{{Hash}}","isSha256Verified":false}""";
        Assert.Equal("ready", (string)(await Post(UploadRoutes.Completed(id), completion))["status"]!);
        Assert.Equal((null, false), await HashOf(id));
        await Post(UploadRoutes.Completed(id), completion.Replace("false", "true", StringComparison.Ordinal));
        Assert.Equal((Hash, true), await HashOf(id));
        await Post(UploadRoutes.Completed(id), completion.Replace("0123", "4567", StringComparison.Ordinal));
        Assert.Equal((Hash, true), await HashOf(id));
        Assert.Null((await Post(UploadRoutes.Part(id), "{}"))["lastPartAt"]);
    }

    [Theory]
    [InlineData("\"recordedSeconds\":-1")]
    [InlineData("\"recordedSeconds\":1e300")]
    [InlineData("\"recordedSeconds\":31536001")]
    [InlineData("\"recordedSeconds\":\"12\"")]
    [InlineData("\"endSeconds\":-0.001")]
    [InlineData("\"endSeconds\":[]")]
    [InlineData("\"partNumber\":0")]
    [InlineData("\"partNumber\":10001")]
    public async Task Reported_times_out_of_range_are_rejected_and_change_nothing(string field)
    {
        var id = await Create();
        var begun = await Post(UploadRoutes.State(id), """{"provider":"local","bucket":"objects"}""");
        await Send(HttpMethod.Put, UploadRoutes.Session(id), $$"""{"uploadId":"s-1","chunkSize":50,"isOpenEnded":true,"version":{{begun["version"]}}}""");

        (await Send(HttpMethod.Post, UploadRoutes.Part(id), $$"""{{{field}}}""")).IsError(422, "VALIDATION_ERROR");
        (await Send(HttpMethod.Post, UploadRoutes.Part(id), """{"recordedSeconds":NaN}""")).IsError(400, "INVALID_FORMAT");
        Assert.Null((await app.GetAsync(UploadRoutes.State(id))).Json!["lastPartAt"]);
    }

    [Fact]
    public async Task A_new_upload_forgets_the_hash_of_the_old_one()
    {
        var id = await Create();
        var begun = await Post(UploadRoutes.State(id), Place);
        await Session(id, "s-1", (long)begun["version"]!);
        await Post(UploadRoutes.Aborted(id), "{}");
        await Post(UploadRoutes.State(id), Place);
        Assert.Equal((null, false), await HashOf(id));
        (await Send(HttpMethod.Post, UploadRoutes.Completed(id), $$"""{"storageKey":"{{begun["storageKey"]}}","fileBytes":1,"sha256":"ABC"}""")).IsError(422, "VALIDATION_ERROR");
    }

    [Fact]
    public async Task Invalid_requests_are_rejected_and_change_nothing()
    {
        var id = await Create();
        (await app.GetAsync(UploadRoutes.State("nonsense"))).IsError(400, "INVALID_ID");
        (await app.GetAsync(UploadRoutes.State("000000000000000000000000"))).IsError(404, "NOT_FOUND");
        (await Send(HttpMethod.Post, UploadRoutes.State(id), "{}")).IsError(422, "VALIDATION_ERROR");
        (await Send(HttpMethod.Post, UploadRoutes.State(id), """{"provider":"ftp","bucket":"x"}""")).IsError(422, "VALIDATION_ERROR");
        (await Send(HttpMethod.Post, UploadRoutes.State(id), """{"provider":"local","bucket":"x","mimeType":"text/html"}""")).IsError(422, "VALIDATION_ERROR");
        (await SendSession(id, "s", 1)).IsError(409, "CONFLICT");
        (await Send(HttpMethod.Post, UploadRoutes.Completed(id), """{"storageKey":"recordings/x","fileBytes":1}""")).IsError(409, "CONFLICT");
        (await Send(HttpMethod.Post, UploadRoutes.Completed(id), """{"storageKey":"recordings/x","fileBytes":-1}""")).IsError(422, "VALIDATION_ERROR");
        Assert.Equal(1, (long)(await app.GetAsync(UploadRoutes.State(id))).Json!["version"]!);
    }

    private async Task<(string? Sha256, bool IsVerified)> HashOf(string id)
    {
        var attributes = (await app.GetAsync($"/api/recordings/{id}")).Data["attributes"]!;
        return ((string?)attributes["sha256"], (bool)attributes["sha256Verified"]!);
    }

    private async Task<string> Create() => (string)(await app.CreateAsync())["id"]!;

    private async Task<JsonObject> Post(string address, string body)
    {
        var answer = await Send(HttpMethod.Post, address, body);
        Assert.Equal(200, answer.Status);
        return answer.Json!;
    }

    private async Task<JsonObject> Session(string id, string uploadId, long version)
    {
        var answer = await SendSession(id, uploadId, version);
        Assert.Equal(200, answer.Status);
        return answer.Json!;
    }

    private Task<RecordingsApp.Answer> SendSession(string id, string uploadId, long version) => Send(
        HttpMethod.Put,
        UploadRoutes.Session(id),
        $$"""{"uploadId":"{{uploadId}}","fileSize":100,"chunkSize":50,"expiresAt":"2030-01-01T00:00:00Z","version":{{version}}}""");

    private Task<RecordingsApp.Answer> Send(HttpMethod method, string address, string body) => app.SendAsync(method, address, body, contentType: "application/json");
}
