using System.Net;
using System.Text.Json.Nodes;
using Kubrick.Testing;

namespace Kubrick.Functional.Tests;

/// <summary>Every invalid request gets an error of the contract, and the service keeps running.</summary>
[Collection(LocalSystemCollection.Name)]
public sealed class BadInputTests(LocalSystem system)
{
    private const string Unknown = "0123456789abcdef01234567";
    private readonly Client client = new(system);

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("\u0000")]
    [InlineData("{\"data\":{\"type\":\"recordings\",\"attributes\":{\"recorderName\":\"a\",\"recorderName\":\"b\"}}}")]
    public async Task Malformed_json_is_a_400(string body)
    {
        (await client.Send(HttpMethod.Post, "/api/recordings", body)).ExpectError(HttpStatusCode.BadRequest, "INVALID_FORMAT");
        (await client.Send(HttpMethod.Post, "/api/upload/init-chunked", body)).ExpectError(HttpStatusCode.BadRequest, "INVALID_FORMAT");
    }

    [Theory]
    [InlineData("title", "5")]
    [InlineData("title", "{\"$gt\":\"\"}")]
    [InlineData("recorderName", "{\"$ne\":null}")]
    [InlineData("recorderName", "null")]
    [InlineData("recorderName", "\"\"")]
    [InlineData("recorderName", "\"\\ud800\"")]
    [InlineData("playbackFormat", "\"vhs\"")]
    [InlineData("playbackFormat", "null")]
    [InlineData("quality", "\"8k\"")]
    [InlineData("metadata", "[1]")]
    [InlineData("metadata", "\"text\"")]
    [InlineData("duration", "-1")]
    [InlineData("duration", "1e999")]
    public async Task An_invalid_value_is_a_422_with_a_pointer_to_it(string name, string value)
    {
        var body = "{\"data\":{\"type\":\"recordings\",\"attributes\":{\"recorderName\":\"Ada\",\"playbackFormat\":\"video\",\"" + name + "\":" + value + "}}}";
        body = name is "recorderName" ? body.Replace("\"recorderName\":\"Ada\",", "", StringComparison.Ordinal) : body;
        body = name is "playbackFormat" ? body.Replace("\"playbackFormat\":\"video\",", "", StringComparison.Ordinal) : body;
        var error = (await client.Send(HttpMethod.Post, "/api/recordings", body)).ExpectError(HttpStatusCode.UnprocessableEntity, "VALIDATION_ERROR");
        Assert.StartsWith($"/data/attributes/{name}", error.Json.GetProperty("errors")[0].GetProperty("source").GetProperty("pointer").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_title_of_a_megabyte_is_refused() =>
        (await client.Create(("title", new string('x', 1_000_000)))).ExpectError(HttpStatusCode.UnprocessableEntity, "VALIDATION_ERROR");

    [Fact]
    public async Task Ten_thousand_metadata_keys_are_refused()
    {
        var metadata = new JsonObject(Enumerable.Range(0, 10_000).Select(i => KeyValuePair.Create($"k{i}", (JsonNode?)i)));
        (await client.Create(("metadata", metadata))).ExpectError(HttpStatusCode.UnprocessableEntity, "VALIDATION_ERROR");
    }

    [Fact]
    public async Task A_body_of_many_megabytes_is_a_413() =>
        (await client.Create(("title", new string('x', 5_000_000)))).ExpectError(HttpStatusCode.RequestEntityTooLarge, "PAYLOAD_TOO_LARGE");

    [Fact]
    public async Task An_unsupported_content_type_is_a_415() =>
        (await client.Send(HttpMethod.Post, "/api/recordings", "{}", "text/plain")).ExpectError(HttpStatusCode.UnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE");

    [Theory]
    [InlineData("x")]
    [InlineData("0123456789abcdef0123456")]
    [InlineData("0123456789abcdef0123456g")]
    [InlineData("%7B%22$ne%22:null%7D")]
    [InlineData("..%2F..%2Fetc")]
    public async Task A_malformed_id_is_a_400(string id)
    {
        (await client.Get($"/api/recordings/{id}")).ExpectError(HttpStatusCode.BadRequest, "INVALID_ID");
        (await client.Delete($"/api/recordings/{id}")).ExpectError(HttpStatusCode.BadRequest, "INVALID_ID");
        (await client.Post("/api/upload/presigned-url", new { recordingId = Uri.UnescapeDataString(id) })).ExpectError(HttpStatusCode.BadRequest, "INVALID_ID");
    }

    [Fact]
    public async Task An_unknown_id_is_a_404_everywhere()
    {
        (await client.Get($"/api/recordings/{Unknown}")).ExpectError(HttpStatusCode.NotFound, "NOT_FOUND");
        (await client.Delete($"/api/recordings/{Unknown}")).ExpectError(HttpStatusCode.NotFound, "NOT_FOUND");
        (await client.Patch($"/api/recordings/{Unknown}", new { data = new { type = "recordings", id = Unknown, attributes = new { title = "x" } } }))
            .ExpectError(HttpStatusCode.NotFound, "NOT_FOUND");
        (await client.Get($"/api/upload/{Unknown}")).ExpectError(HttpStatusCode.NotFound, "NOT_FOUND");
        foreach (var call in new[] { "presigned-url", "complete", "abort-chunked", "thumbnail-url" })
        {
            (await client.Post($"/api/upload/{call}", new { recordingId = Unknown })).ExpectError(HttpStatusCode.NotFound, "NOT_FOUND");
        }

        (await client.InitChunked(Unknown, 1000)).ExpectError(HttpStatusCode.NotFound, "NOT_FOUND");
        (await client.Post("/api/upload/chunk-url", new { recordingId = Unknown, partNumber = 1 })).ExpectError(HttpStatusCode.NotFound, "NOT_FOUND");
        (await client.Complete(Unknown, (1, "x"))).ExpectError(HttpStatusCode.NotFound, "NOT_FOUND");
    }

    [Theory]
    [InlineData("page[number]=0")]
    [InlineData("page[number]=-1")]
    [InlineData("page[number]=99999999999999999999")]
    [InlineData("page[number]=999999999")]
    [InlineData("page[number]=one")]
    [InlineData("page[size]=0")]
    [InlineData("page[size]=-5")]
    [InlineData("page[size]=many")]
    [InlineData("sort=uploadId")]
    [InlineData("sort=$where")]
    [InlineData("sort=--createdAt")]
    [InlineData("filter[status]=lost")]
    [InlineData("filter[status][$ne]=x")]
    [InlineData("filter[from]=yesterday")]
    public async Task An_invalid_parameter_is_a_422_that_names_it(string query)
    {
        var error = (await client.Get("/api/recordings?" + query)).ExpectError(HttpStatusCode.UnprocessableEntity, "VALIDATION_ERROR");
        Assert.StartsWith(query.Split('=')[0].Split("][")[0], error.Json.GetProperty("errors")[0].GetProperty("source").GetProperty("parameter").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("filter[recorderName]=%7B%22$ne%22%3Anull%7D")]
    [InlineData("filter[recorderName]=(((((")]
    [InlineData("filter[recorderName]=%5C")]
    [InlineData("filter[recorderName]=$where")]
    public async Task Query_operators_in_a_filter_are_plain_text(string query) =>
        Assert.Equal(0, (await client.Get("/api/recordings?" + query)).Expect(HttpStatusCode.OK).Json.GetProperty("meta").GetProperty("totalCount").GetInt32());

    [Fact]
    public async Task A_page_after_the_last_one_is_empty() =>
        Assert.Equal(0, (await client.Get("/api/recordings?page[number]=5000")).Expect(HttpStatusCode.OK).Json.GetProperty("data").GetArrayLength());

    [Fact]
    public async Task Operators_in_metadata_are_stored_verbatim()
    {
        var hostile = JsonNode.Parse("""{"$where":"sleep(1e9)","a":{"$ne":{"$gt":""}},"b.c.d":[{"$set":{"status":"ready"}}],"":"empty","%24":1}""")!;
        var id = await client.CreatedId(("metadata", hostile.DeepClone()));
        var read = (await client.Get($"/api/recordings/{id}")).Expect(HttpStatusCode.OK).Attributes.GetProperty("metadata").ToString();
        Assert.True(JsonNode.DeepEquals(hostile, JsonNode.Parse(read)), read);
    }

    [Theory]
    [InlineData("/api/upload/objects/..%2f..%2f..%2fetc%2fpasswd")]
    [InlineData("/api/upload/objects/recordings/%2e%2e/%2e%2e/x")]
    [InlineData("/api/recordings/../internal/recordings/0123456789abcdef01234567/upload")]
    [InlineData("/api/recordings/..%2f..%2finternal/recordings/0123456789abcdef01234567/upload")]
    public async Task Dot_segments_in_a_path_are_refused(string path)
    {
        // HttpClient would normalize the path before it sends it.
        var text = await RawHttp.GetAsync(system.Gateway.BaseAddress!, path, TestContext.Current.CancellationToken);
        Assert.Matches("^HTTP/1.1 (400|403|404) ", text);
        Assert.Contains("\"errors\"", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/upload/objects/../../../etc/passwd")]
    [InlineData("/../../../../etc/passwd")]
    [InlineData("/assets/..%2f..%2f..%2f..%2fetc%2fpasswd")]
    [InlineData("/api/recordings/%00")]
    [InlineData("/api/upload/objects/%00")]
    public async Task No_path_reaches_a_file_outside_the_served_folders(string path) =>
        Assert.DoesNotContain("root:", await RawHttp.GetAsync(system.Gateway.BaseAddress!, path, TestContext.Current.CancellationToken), StringComparison.Ordinal);
}
