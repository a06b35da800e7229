using System.Text;
using Kubrick.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Http;

namespace Kubrick.ServiceDefaults.Tests;

public sealed class FieldReaderTests
{
    private static async Task<FieldReader> Read(string json)
    {
        var context = new DefaultHttpContext();
        context.Request.ContentType = "application/json";
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(json));
        var body = await JsonBody.BindAsync(context, null!);
        return body!.Fields();
    }

    [Fact]
    public async Task All_errors_are_collected_with_their_pointers()
    {
        var fields = await Read("""{"data":{"attributes":{"title":5,"duration":-1,"quality":"8k","when":"yesterday"}}}""");
        var attributes = fields.Object("data").Object("attributes");
        Assert.Null(attributes.String("title", 200));
        Assert.Null(attributes.Number("duration", 0, 1e9));
        Assert.Null(attributes.Choice("quality", ["480p", "720p"]));
        Assert.Null(attributes.Instant("when"));
        Assert.Null(attributes.RequiredString("recorderName", 200));
        Assert.Equal(
            ["/data/attributes/title", "/data/attributes/duration", "/data/attributes/quality", "/data/attributes/when", "/data/attributes/recorderName"],
            fields.Errors.Select(error => error.Source.Pointer));
    }

    [Fact]
    public async Task A_missing_object_is_one_error_and_its_fields_read_as_missing()
    {
        var fields = await Read("{}");
        var attributes = fields.Object("data").Object("attributes", required: false);
        Assert.Null(attributes.String("title", 200));
        Assert.False(attributes.Has("title"));
        Assert.Equal("/data", Assert.Single(fields.Errors).Source.Pointer);
    }

    [Theory]
    [InlineData("""{"t":"\ud800"}""")]
    [InlineData("""{"t":"\udc00x"}""")]
    public async Task A_lone_surrogate_is_an_error_and_not_an_exception(string json)
    {
        var fields = await Read(json);
        Assert.Null(fields.String("t", 200));
        Assert.Single(fields.Errors);
    }

    [Fact]
    public async Task A_string_over_the_limit_is_an_error()
    {
        var fields = await Read($$"""{"t":"{{new string('x', 201)}}"}""");
        Assert.Null(fields.String("t", 200));
        Assert.Single(fields.Errors);
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("\"1\"")]
    [InlineData("99999999999999999999")]
    [InlineData("0")]
    [InlineData("1e400")]
    public async Task A_value_that_is_not_an_integer_in_range_is_an_error(string value)
    {
        var fields = await Read($$"""{"n":{{value}}}""");
        Assert.Null(fields.Integer("n", 1, 100));
        Assert.Single(fields.Errors);
    }

    [Theory]
    [InlineData("1e999")]
    [InlineData("true")]
    public async Task A_value_that_is_not_a_finite_number_is_an_error(string value)
    {
        var fields = await Read($$"""{"n":{{value}}}""");
        Assert.Null(fields.Number("n", 0, double.MaxValue));
        Assert.Single(fields.Errors);
    }

    [Fact]
    public async Task Null_reads_as_missing_and_can_be_distinguished_from_it()
    {
        var fields = await Read("""{"t":null}""");
        Assert.Null(fields.String("t", 10));
        Assert.True(fields.Has("t"));
        Assert.True(fields.IsNull("t"));
        Assert.Empty(fields.Errors);
    }

    [Fact]
    public async Task Pointers_escape_special_characters()
    {
        var fields = await Read("{}");
        fields.Add("a/b~c", "Wrong.");
        Assert.Equal("/a~1b~0c", fields.Errors[0].Source.Pointer);
    }
}
