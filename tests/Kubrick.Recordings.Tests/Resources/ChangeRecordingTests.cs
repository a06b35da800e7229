using System.Text.Json.Nodes;
using Kubrick.Recordings.Tests.Hosting;

namespace Kubrick.Recordings.Tests.Resources;

public sealed class ChangeRecordingTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly RecordingsApp app = shared.App;

    [Fact]
    public async Task Title_description_and_metadata_change_and_the_version_increases()
    {
        var id = (string)(await app.CreateAsync())["id"]!;
        var answer = await app.PatchAsync(id, """{"title":" New ","description":"text","metadata":{"$a.b":1},"recorderName":"Eve","duration":9}""");
        Assert.Equal((200, "\"2\""), (answer.Status, answer.ETag));
        var attributes = answer.Data["attributes"]!;
        Assert.Equal(("New", "text", "Ada", null), ((string)attributes["title"]!, (string)attributes["description"]!, (string)attributes["recorderName"]!, attributes["duration"]));
        Assert.Equal("""{"$a.b":1}""", attributes["metadata"]!.ToJsonString());
        Assert.True(JsonNode.DeepEquals(answer.Json, (await app.GetAsync($"/api/recordings/{id}")).Json));

        var cleared = (await app.PatchAsync(id, """{"description":null,"metadata":null}""")).Data["attributes"]!;
        Assert.Equal((null, "{}", "New"), ((string?)cleared["description"], cleared["metadata"]!.ToJsonString(), (string)cleared["title"]!));
    }

    [Fact]
    public async Task A_change_without_a_difference_keeps_the_version()
    {
        var created = await app.CreateAsync("""{"recorderName":"Ada","playbackFormat":"video","title":"Same"}""");
        Assert.Equal("\"1\"", (await app.PatchAsync((string)created["id"]!, """{"title":"Same","status":"uploading"}""")).ETag);
    }

    [Theory]
    [InlineData("""{"title":null}""", "title")]
    [InlineData("""{"title":"  "}""", "title")]
    [InlineData("""{"title":5}""", "title")]
    [InlineData("""{"status":null}""", "status")]
    [InlineData("""{"status":"deleted"}""", "status")]
    [InlineData("""{"status":"ready"}""", "status")]
    [InlineData("""{"status":"recording"}""", "status")]
    [InlineData("""{"status":"processing"}""", "status")]
    [InlineData("""{"description":{"$set":1}}""", "description")]
    [InlineData("""{"metadata":"x"}""", "metadata")]
    public async Task An_invalid_change_names_its_field_and_changes_nothing(string attributes, string field)
    {
        var id = (string)(await app.CreateAsync())["id"]!;
        var answer = await app.PatchAsync(id, attributes);
        answer.IsError(422, "VALIDATION_ERROR");
        Assert.Equal($"/data/attributes/{field}", answer.Pointer);
        Assert.Equal("\"1\"", (await app.GetAsync($"/api/recordings/{id}")).ETag);
    }

    [Fact]
    public async Task An_archived_recording_leaves_the_list_and_can_be_restored()
    {
        var name = Guid.NewGuid().ToString("N");
        var id = (string)(await app.CreateAsync($$"""{"recorderName":"{{name}}","playbackFormat":"video"}"""))["id"]!;
        Assert.Equal("archived", (string)(await app.PatchAsync(id, """{"status":"archived"}""")).Data["attributes"]!["status"]!);
        Assert.Empty((await app.GetAsync($"/api/recordings?filter[recorderName]={name}")).List);
        Assert.Single((await app.GetAsync($"/api/recordings?filter[recorderName]={name}&filter[status]=archived")).List);
        (await app.PatchAsync(id, """{"status":"ready"}""")).IsError(422, "VALIDATION_ERROR");
        Assert.Equal("uploading", (string)(await app.PatchAsync(id, """{"status":"uploading"}""")).Data["attributes"]!["status"]!);
        Assert.Single((await app.GetAsync($"/api/recordings?filter[recorderName]={name}")).List);
    }

    [Fact]
    public async Task A_stale_entity_tag_is_rejected_and_a_current_one_accepted()
    {
        var id = (string)(await app.CreateAsync())["id"]!;
        Assert.Equal(200, (await app.PatchAsync(id, """{"title":"One"}""", "\"1\"")).Status);
        (await app.PatchAsync(id, """{"title":"Two"}""", "\"1\"")).IsError(412, "PRECONDITION_FAILED");
        (await app.PatchAsync(id, """{"title":"Two"}""", "nonsense")).IsError(412, "PRECONDITION_FAILED");
        (await app.SendAsync(HttpMethod.Delete, $"/api/recordings/{id}", null, "\"1\"")).IsError(412, "PRECONDITION_FAILED");
        Assert.Equal("One", (string)(await app.GetAsync($"/api/recordings/{id}")).Data["attributes"]!["title"]!);
        Assert.Equal(200, (await app.PatchAsync(id, """{"title":"Two"}""", "\"2\"")).Status);
    }

    [Fact]
    public async Task One_of_many_concurrent_changes_with_the_same_tag_wins()
    {
        var id = (string)(await app.CreateAsync())["id"]!;
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => app.PatchAsync(id, $$"""{"title":"T{{i}}"}""", "\"1\"")));
        Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer.Status != 200), answer => answer.IsError(412, "PRECONDITION_FAILED"));
    }

    [Fact]
    public async Task Concurrent_changes_of_different_fields_are_all_kept()
    {
        var id = (string)(await app.CreateAsync())["id"]!;
        var answers = await Task.WhenAll(
            app.PatchAsync(id, """{"title":"Both"}"""), app.PatchAsync(id, """{"description":"both"}"""), app.PatchAsync(id, """{"metadata":{"k":"v"}}"""));
        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        var attributes = (await app.GetAsync($"/api/recordings/{id}")).Data["attributes"]!;
        Assert.Equal(("Both", "both", """{"k":"v"}"""), ((string)attributes["title"]!, (string)attributes["description"]!, attributes["metadata"]!.ToJsonString()));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("123")]
    [InlineData("6b030705843ae3478690e39g")]
    [InlineData("6b030705843ae3478690e3940")]
    [InlineData("..%2F..%2Fetc")]
    public async Task A_malformed_id_is_rejected_first(string id)
    {
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Patch, HttpMethod.Delete })
        {
            (await app.SendAsync(method, $"/api/recordings/{id}", method == HttpMethod.Patch ? "{}" : null)).IsError(400, "INVALID_ID");
        }
    }

    [Fact]
    public async Task An_unknown_id_and_a_body_with_another_id_are_rejected()
    {
        const string Unknown = "000000000000000000000000";
        (await app.GetAsync($"/api/recordings/{Unknown}")).IsError(404, "NOT_FOUND");
        (await app.PatchAsync(Unknown, """{"title":"x"}""")).IsError(404, "NOT_FOUND");
        (await app.SendAsync(HttpMethod.Delete, $"/api/recordings/{Unknown}", null)).IsError(404, "NOT_FOUND");
        var id = (string)(await app.CreateAsync())["id"]!;
        (await app.SendAsync(HttpMethod.Patch, $"/api/recordings/{id}", "{\"data\":{\"type\":\"recordings\",\"id\":\"" + Unknown + "\",\"attributes\":{}}}")).IsError(409, "CONFLICT");
        (await app.SendAsync(HttpMethod.Put, $"/api/recordings/{id}", "{}")).IsError(405, "METHOD_NOT_ALLOWED");
        (await app.GetAsync("/api/nothing")).IsError(404, "NOT_FOUND");
    }
}
