using Kubrick.Uploads.Tests.Servers;

namespace Kubrick.Uploads.Tests.Sessions;

public sealed class BadRequestTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private static readonly string[] Routes = ["presigned-url", "complete", "init-chunked", "chunk-url", "complete-chunked", "abort-chunked", "thumbnail-url"];

    private readonly UploadsHost host = shared.Host;

    [Theory]
    [InlineData("{", 400, "INVALID_FORMAT")]
    [InlineData("", 400, "INVALID_FORMAT")]
    [InlineData("[]", 400, "INVALID_FORMAT")]
    [InlineData("null", 400, "INVALID_FORMAT")]
    [InlineData("{\"recordingId\":\"a\",\"recordingId\":\"b\"}", 400, "INVALID_FORMAT")]
    [InlineData("{}", 400, "MISSING_PARAMETER")]
    [InlineData("{\"recordingId\":null}", 400, "MISSING_PARAMETER")]
    [InlineData("{\"recordingId\":\"\"}", 400, "INVALID_ID")]
    [InlineData("{\"recordingId\":17}", 400, "INVALID_ID")]
    [InlineData("{\"recordingId\":{\"$ne\":\"\"}}", 400, "INVALID_ID")]
    [InlineData("{\"recordingId\":\"0123456789abcdef0123456\"}", 400, "INVALID_ID")]
    [InlineData("{\"recordingId\":\"0123456789abcdef012345678\"}", 400, "INVALID_ID")]
    [InlineData("{\"recordingId\":\"../../../../../../../../\"}", 400, "INVALID_ID")]
    [InlineData("{\"recordingId\":\"\\ud800\"}", 400, "INVALID_ID")]
    public async Task A_malformed_body_is_refused_on_every_route(string body, int status, string code)
    {
        foreach (var route in Routes)
        {
            (await host.PostRawAsync(route, body)).IsError(status, code);
        }
    }

    [Fact]
    public async Task A_body_of_another_type_or_too_large_is_refused_on_every_route()
    {
        var large = "{\"recordingId\":\"" + new string('a', 3 << 20) + "\"}";
        foreach (var route in Routes)
        {
            (await host.PostRawAsync(route, "{}", "text/plain")).IsError(415, "UNSUPPORTED_MEDIA_TYPE");
            (await host.PostRawAsync(route, large)).IsError(413, "PAYLOAD_TOO_LARGE");
        }
    }

    [Fact]
    public async Task An_unknown_recording_is_not_found_on_every_route()
    {
        foreach (var route in Routes)
        {
            var body = new { recordingId = new string('0', 24), fileSize = 1, partNumber = 1, parts = new[] { new { partNumber = 1, etag = "x" } } };
            (await host.PostAsync(route, body)).IsError(404, "NOT_FOUND");
        }

        (await host.GetAsync(new string('0', 24))).IsError(404, "NOT_FOUND");
        (await host.GetAsync("not-an-id")).IsError(400, "INVALID_ID");
        (await host.GetAsync("a/b/c")).IsError(404, "NOT_FOUND");
    }

    [Fact]
    public async Task A_recording_whose_status_allows_no_upload_is_a_conflict()
    {
        var id = host.Recordings.Create(status: "archived");

        (await host.PostAsync("presigned-url", new { recordingId = id })).IsError(409, "CONFLICT");
        (await host.PostAsync("init-chunked", new { recordingId = id, fileSize = 1 })).IsError(409, "CONFLICT");
        (await host.PostAsync("abort-chunked", new { recordingId = id })).IsError(409, "CONFLICT");
    }

    [Theory]
    [InlineData("\"text/html\"", "1", "/contentType")]
    [InlineData("\"video/avi\"", "1", "/contentType")]
    [InlineData("\"video/webm\\r\\nX: y\"", "1", "/contentType")]
    [InlineData("7", "1", "/contentType")]
    [InlineData("\"video/webm\"", "0", "/fileSize")]
    [InlineData("\"video/webm\"", "-1", "/fileSize")]
    [InlineData("\"video/webm\"", "1.5", "/fileSize")]
    [InlineData("\"video/webm\"", "\"1\"", "/fileSize")]
    [InlineData("\"video/webm\"", "5497558138881", "/fileSize")]
    [InlineData("\"video/webm\"", "1e300", "/fileSize")]
    public async Task A_wrong_type_or_size_is_refused_and_named(string contentType, string fileSize, string pointer)
    {
        var id = host.Recordings.Create();
        foreach (var route in (string[])["init-chunked", "presigned-url"])
        {
            var answer = await host.PostRawAsync(route, $$"""{"recordingId":"{{id}}","contentType":{{contentType}},"fileSize":{{fileSize}}}""");

            answer.IsError(422, "VALIDATION_ERROR");
            Assert.Equal(pointer, Assert.Single(answer.Errors).Pointer);
        }
    }

    [Theory]
    [InlineData("video/webm;codecs=\\\"vp9,opus\\\"")]
    [InlineData("video/webm;codecs=vp9,opus")]
    [InlineData("VIDEO/MP4")]
    [InlineData("video/x-matroska;codecs=avc1")]
    [InlineData("audio/webm")]
    [InlineData("audio/mp4")]
    public async Task The_content_types_of_browsers_are_accepted(string contentType) =>
        Assert.Equal(200, (await host.PostRawAsync("init-chunked", $$"""{"recordingId":"{{host.Recordings.Create()}}","contentType":"{{contentType}}","fileSize":1}""")).Status);

    [Fact]
    public async Task A_missing_required_field_is_refused()
    {
        var id = host.Recordings.Create();
        (await host.PostAsync("chunk-url", new { recordingId = id })).IsError(400, "MISSING_PARAMETER");
        (await host.PostAsync("complete-chunked", new { recordingId = id })).IsError(400, "MISSING_PARAMETER");
    }

    [Theory]
    [InlineData("[]", "/parts")]
    [InlineData("{}", "/parts")]
    [InlineData("\"1\"", "/parts")]
    [InlineData("[1]", "/parts/0")]
    [InlineData("[null]", "/parts/0")]
    [InlineData("[{\"partNumber\":1,\"etag\":\"x\"},{\"partNumber\":\"2\",\"etag\":\"x\"}]", "/parts/1")]
    [InlineData("[{\"partNumber\":0,\"etag\":\"x\"}]", "/parts/0")]
    [InlineData("[{\"partNumber\":10001,\"etag\":\"x\"}]", "/parts/0")]
    [InlineData("[{\"partNumber\":1.5,\"etag\":\"x\"}]", "/parts/0")]
    [InlineData("[{\"partNumber\":1}]", "/parts/0")]
    [InlineData("[{\"partNumber\":1,\"etag\":\"\"}]", "/parts/0")]
    [InlineData("[{\"partNumber\":1,\"etag\":{\"$gt\":\"\"}}]", "/parts/0")]
    [InlineData("[{\"partNumber\":1,\"etag\":\"\\ud800\"}]", "/parts/0")]
    [InlineData("[{\"partNumber\":1,\"etag\":\"x\",\"sha256\":\"abc\"}]", "/parts/0")]
    [InlineData("[{\"partNumber\":1,\"etag\":\"x\",\"md5\":7}]", "/parts/0")]
    [InlineData("[{\"partNumber\":1,\"etag\":\"x\",\"md5\":\"\\ud800\\ud800\\ud800\\ud800\\ud800aa\"}]", "/parts/0")]
    public async Task Malformed_parts_are_refused_and_located(string parts, string pointer)
    {
        var upload = await Upload.StartAsync(host, 10);

        var answer = await host.PostRawAsync("complete-chunked", $$"""{"recordingId":"{{upload.RecordingId}}","parts":{{parts}}}""");

        answer.IsError(422, "VALIDATION_ERROR");
        Assert.Equal(pointer, Assert.Single(answer.Errors).Pointer);
    }

    [Theory]
    [InlineData("sha256", "\"abc\"")]
    [InlineData("sha256", "\"zz0fd4ca25b9bbd4e9bf3d8a2f0e2bdd0b1c6b13bbfb0d5f3b0a9a4c8b0ec0de\"")]
    [InlineData("sha256", "7")]
    [InlineData("sha256", "[]")]
    [InlineData("md5", "\"d41d8cd98f00b204e9800998ecf8427\"")]
    [InlineData("md5", "\"1B2M2Y8AsgTpgAmY7PhCfg==\"")]
    [InlineData("md5", "true")]
    public async Task A_malformed_checksum_is_refused_and_named(string name, string value)
    {
        var upload = await Upload.StartOpenEndedAsync(host, 10);

        var signing = await host.PostRawAsync("chunk-url", $$"""{"recordingId":"{{upload.RecordingId}}","partNumber":1,"{{name}}":{{value}}}""");
        signing.IsError(422, "VALIDATION_ERROR");
        Assert.Equal("/" + name, Assert.Single(signing.Errors).Pointer);

        if (name == "sha256")
        {
            var completing = await host.PostRawAsync(
                "complete-chunked", $$"""{"recordingId":"{{upload.RecordingId}}","parts":[{"partNumber":1,"etag":"x"}],"fileSize":10,"sha256":{{value}}}""");
            completing.IsError(422, "VALIDATION_ERROR");
            Assert.Equal("/sha256", Assert.Single(completing.Errors).Pointer);
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("\"10\"")]
    [InlineData("5497558138881")]
    public async Task A_malformed_size_at_the_end_is_refused_and_named(string fileSize)
    {
        var upload = await Upload.StartOpenEndedAsync(host, 10);

        var answer = await host.PostRawAsync(
            "complete-chunked", $$"""{"recordingId":"{{upload.RecordingId}}","parts":[{"partNumber":1,"etag":"x"}],"fileSize":{{fileSize}}}""");

        answer.IsError(422, "VALIDATION_ERROR");
        Assert.Equal("/fileSize", Assert.Single(answer.Errors).Pointer);
    }

    [Fact]
    public async Task More_than_10000_parts_are_refused()
    {
        var upload = await Upload.StartAsync(host, 10);
        var parts = Enumerable.Range(1, 10_001).Select(number => (number, "x")).ToArray();

        (await upload.CompleteAsync(parts)).IsError(422, "VALIDATION_ERROR");
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1e9")]
    [InlineData("\"10\"")]
    public async Task An_invalid_duration_is_refused(string duration)
    {
        var id = host.Recordings.Create();
        var answer = await host.PostRawAsync("complete", $$"""{"recordingId":"{{id}}","duration":{{duration}}}""");

        answer.IsError(422, "VALIDATION_ERROR");
        Assert.Equal("/duration", Assert.Single(answer.Errors).Pointer);
    }
}
