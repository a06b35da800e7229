using System.Text.Json.Nodes;
using Kubrick.Recordings.Tests.Hosting;

namespace Kubrick.Recordings.Tests.Resources;

public sealed class CreateRecordingTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private readonly RecordingsApp app = shared.App;

    [Fact]
    public async Task A_recording_is_created_with_defaults_and_can_be_read_at_its_location()
    {
        var created = await Post("""{"data":{"type":"recordings","attributes":{"recorderName":"Ada","playbackFormat":"video"}}}""");
        Assert.Equal((201, "application/vnd.api+json", "\"1\""), (created.Status, created.ContentType, created.ETag));
        var id = (string)created.Data["id"]!;
        Assert.Matches("^[0-9a-f]{24}$", id);
        Assert.Equal($"/api/recordings/{id}", created.Location!.OriginalString);
        var attributes = created.Data["attributes"]!;
        Assert.Matches(@"^Recording \d{4}-\d\d-\d\d \d\d:\d\d$", (string)attributes["title"]!);
        Assert.Equal(("uploading", "720p", "video/webm", false), ((string)attributes["status"]!, (string)attributes["quality"]!, (string)attributes["mimeType"]!, (bool)attributes["isLiveStreaming"]!));
        Assert.Equal("127.0.0.1", (string)attributes["sessionInfo"]!["ipAddress"]!);
        Assert.EndsWith("Z", (string)attributes["createdAt"]!, StringComparison.Ordinal);

        var read = await app.GetAsync(created.Location.OriginalString);
        Assert.True(JsonNode.DeepEquals(created.Json, read.Json));
        Assert.Equal(created.ETag, read.ETag);
    }

    [Fact]
    public async Task The_attributes_are_exactly_those_of_the_contract()
    {
        var attributes = (JsonObject)(await app.CreateAsync())["attributes"]!;
        Assert.Equal(
            ["title", "description", "recorderName", "metadata", "storageProvider", "duration", "pauseCount", "pauseDurationTotal", "pauseEvents", "fileBytes", "mimeType", "sha256", "sha256Verified", "quality",
             "sessionInfo", "status", "storedStatus", "readError", "errorReason", "warnings", "processing", "width", "height", "recovered", "missingSeconds", "playbackFormat", "isLiveStreaming", "streamStartedAt", "streamEndedAt",
             "videoUrl", "originalUrl", "thumbnailUrl", "hlsUrl", "mp4Url", "storyboardUrl", "waveformUrl", "expiresAt", "legalHold", "recordedAt", "createdAt", "updatedAt"],
            attributes.Select(attribute => attribute.Key));
    }

    [Fact]
    public async Task Client_attributes_are_stored_and_server_attributes_are_ignored()
    {
        var attributes = (await app.CreateAsync(
            """
            {"recorderName":" Grace ","playbackFormat":"hls","title":"  My talk ","description":"Line\nline","quality":"1080p","duration":12.5,
             "mimeType":"video/mp4;codecs=avc1","recordedAt":"2026-01-31T13:00:00+01:00","metadata":{"a.b":{"$x":[1,2.5,null]}},
             "sessionInfo":{"browserName":"Chrome","timezoneOffset":-60,"deviceType":"desktop","ipAddress":"6.6.6.6","more":1},
             "status":"ready","storageKey":"../../etc/passwd","uploadId":"x","fileBytes":99,"version":7,"unknown":{}}
            """))["attributes"]!;
        Assert.Equal(("Grace", "My talk", "hls", "1080p", "video/mp4"), ((string)attributes["recorderName"]!, (string)attributes["title"]!, (string)attributes["playbackFormat"]!, (string)attributes["quality"]!, (string)attributes["mimeType"]!));
        Assert.Equal((12.5, "uploading", null), ((double)attributes["duration"]!, (string)attributes["status"]!, attributes["fileBytes"]));
        Assert.Equal("2026-01-31T12:00:00Z", (string)attributes["recordedAt"]!);
        Assert.Equal("""{"a.b":{"$x":[1,2.5,null]}}""", attributes["metadata"]!.ToJsonString());
        Assert.Equal(("Chrome", -60, "127.0.0.1"), ((string)attributes["sessionInfo"]!["browserName"]!, (int)attributes["sessionInfo"]!["timezoneOffset"]!, (string)attributes["sessionInfo"]!["ipAddress"]!));
    }

    [Theory]
    [InlineData("""{"playbackFormat":"video"}""", "/recorderName")]
    [InlineData("""{"recorderName":"   ","playbackFormat":"video"}""", "/recorderName")]
    [InlineData("""{"recorderName":7,"playbackFormat":"video"}""", "/recorderName")]
    [InlineData("""{"recorderName":{"$ne":null},"playbackFormat":"video"}""", "/recorderName")]
    [InlineData("""{"recorderName":"a\u0000b","playbackFormat":"video"}""", "/recorderName")]
    [InlineData("""{"recorderName":"\ud800","playbackFormat":"video"}""", "/recorderName")]
    [InlineData("""{"recorderName":"Ada"}""", "/playbackFormat")]
    [InlineData("""{"recorderName":"Ada","playbackFormat":"flash"}""", "/playbackFormat")]
    [InlineData("""{"recorderName":"Ada","playbackFormat":"video","title":["x"]}""", "/title")]
    [InlineData("""{"recorderName":"Ada","playbackFormat":"video","quality":"8k"}""", "/quality")]
    [InlineData("""{"recorderName":"Ada","playbackFormat":"video","duration":-1}""", "/duration")]
    [InlineData("""{"recorderName":"Ada","playbackFormat":"video","duration":1e999}""", "/duration")]
    [InlineData("""{"recorderName":"Ada","playbackFormat":"video","duration":"12"}""", "/duration")]
    [InlineData("""{"recorderName":"Ada","playbackFormat":"video","mimeType":"text/html"}""", "/mimeType")]
    [InlineData("""{"recorderName":"Ada","playbackFormat":"video","recordedAt":"soon"}""", "/recordedAt")]
    [InlineData("""{"recorderName":"Ada","playbackFormat":"video","recordedAt":"0001-01-01T00:00:00+14:00"}""", "/recordedAt")]
    [InlineData("""{"recorderName":"Ada","playbackFormat":"video","metadata":[]}""", "/metadata")]
    [InlineData("""{"recorderName":"Ada","playbackFormat":"video","metadata":{"n":1e7000}}""", "/metadata")]
    [InlineData("""{"recorderName":"Ada","playbackFormat":"video","sessionInfo":"x"}""", "/sessionInfo")]
    [InlineData("""{"recorderName":"Ada","playbackFormat":"video","sessionInfo":{"deviceType":"fridge"}}""", "/sessionInfo/deviceType")]
    public async Task An_invalid_attribute_is_named_by_a_pointer(string attributes, string pointer)
    {
        var answer = await Post($$$"""{"data":{"type":"recordings","attributes":{{{attributes}}}}}""");
        answer.IsError(422, "VALIDATION_ERROR");
        Assert.Equal("/data/attributes" + pointer, answer.Pointer);
    }

    [Fact]
    public async Task All_errors_are_reported_at_once()
    {
        var answer = await Post("""{"data":{"attributes":{"title":5,"quality":"no"}}}""");
        answer.IsError(422, "VALIDATION_ERROR");
        Assert.Equal(
            ["/data/type", "/data/attributes/title", "/data/attributes/recorderName", "/data/attributes/quality", "/data/attributes/playbackFormat"],
            ((JsonArray)answer.Json!["errors"]!).Select(error => (string)error!["source"]!["pointer"]!));
    }

    [Fact]
    public async Task Another_type_is_a_conflict_as_in_JSON_API()
    {
        var created = await Post("""{"data":{"type":"videos","attributes":{"recorderName":"Ada","playbackFormat":"video"}}}""");
        var id = (string)(await app.CreateAsync())["id"]!;
        var changed = await app.SendAsync(HttpMethod.Patch, $"/api/recordings/{id}", """{"data":{"type":"Recordings","attributes":{"title":"x"}}}""");
        foreach (var answer in (RecordingsApp.Answer[])[created, changed])
        {
            answer.IsError(409, "CONFLICT");
            Assert.Equal("/data/type", answer.Pointer);
        }
    }

    [Theory]
    [InlineData("", 400, "INVALID_FORMAT")]
    [InlineData("{", 400, "INVALID_FORMAT")]
    [InlineData("[]", 400, "INVALID_FORMAT")]
    [InlineData("null", 400, "INVALID_FORMAT")]
    [InlineData("""{"data":{"type":"recordings","type":"recordings"}}""", 400, "INVALID_FORMAT")]
    [InlineData("""{"data":{"type":"recordings","attributes":{"metadata":{"\ud800":1}}}}""", 400, "INVALID_FORMAT")]
    [InlineData("{}", 422, "VALIDATION_ERROR")]
    [InlineData("""{"data":[]}""", 422, "VALIDATION_ERROR")]
    [InlineData("""{"data":{"type":"recordings"}}""", 422, "VALIDATION_ERROR")]
    [InlineData("""{"data":{"type":"recordings","id":"6b030705843ae3478690e394","attributes":{}}}""", 403, "FORBIDDEN")]
    public async Task A_body_that_is_not_a_resource_gets_the_error_of_the_contract(string body, int status, string code) => (await Post(body)).IsError(status, code);

    [Fact]
    public async Task A_wrong_content_type_and_a_large_body_are_rejected()
    {
        (await app.SendAsync(HttpMethod.Post, "/api/recordings", "x", contentType: "text/plain")).IsError(415, "UNSUPPORTED_MEDIA_TYPE");
        (await Post(Named("title", new string('x', 1_000_000)))).IsError(422, "VALIDATION_ERROR");
        (await Post(Named("title", new string('x', 4_000_000)))).IsError(413, "PAYLOAD_TOO_LARGE");
        var nested = string.Concat(Enumerable.Repeat("{\"a\":", 5000)) + "1" + new string('}', 5000);
        (await Post($$$"""{"data":{"type":"recordings","attributes":{{{nested}}}}}""")).IsError(400, "INVALID_FORMAT");
    }

    [Fact]
    public async Task Ten_thousand_metadata_keys_are_rejected()
    {
        var map = $"{{{string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"\"k{i}\":{i}"))}}}";
        var answer = await Post("{\"data\":{\"type\":\"recordings\",\"attributes\":{\"recorderName\":\"Ada\",\"playbackFormat\":\"video\",\"metadata\":" + map + "}}}");
        answer.IsError(422, "VALIDATION_ERROR");
        Assert.Equal("/data/attributes/metadata", answer.Pointer);
    }

    private static string Named(string attribute, string value) =>
        "{\"data\":{\"type\":\"recordings\",\"attributes\":{\"recorderName\":\"Ada\",\"playbackFormat\":\"video\",\"" + attribute + "\":\"" + value + "\"}}}";

    private Task<RecordingsApp.Answer> Post(string body) => app.SendAsync(HttpMethod.Post, "/api/recordings", body);
}
