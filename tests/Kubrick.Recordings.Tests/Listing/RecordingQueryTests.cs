using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Listing;
using Microsoft.AspNetCore.WebUtilities;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using MongoDB.Driver;

namespace Kubrick.Recordings.Tests.Listing;

public sealed class RecordingQueryTests
{
    public RecordingQueryTests() => RecordingBson.EnsureRegistered();

    [Fact]
    public void By_default_the_newest_are_first_and_archived_ones_are_excluded()
    {
        var query = Read("");
        Assert.Equal((RecordingSort.Default, 1, 20), (query.Sort, query.Page.Number, query.Page.Size));
        Assert.Equal(BsonDocument.Parse("""{shelf:"library"}"""), Render(query));
    }

    [Theory]
    [InlineData("page[number]=0")]
    [InlineData("page[number]=-1")]
    [InlineData("page[number]=1.5")]
    [InlineData("page[number]=one")]
    [InlineData("page[number]=")]
    [InlineData("page[number]=1000001")]
    [InlineData("page[number]=99999999999999999999")]
    [InlineData("page[size]=0")]
    [InlineData("page[size]=-5")]
    [InlineData("page[size]=ten")]
    [InlineData("page[offset]=5")]
    [InlineData("sort=secret")]
    [InlineData("sort=--title")]
    [InlineData("sort=title,duration")]
    [InlineData("sort=")]
    [InlineData("sort=$where")]
    [InlineData("filter[status]=deleted")]
    [InlineData("filter[status]=Ready")]
    [InlineData("filter[status][$ne]=ready")]
    [InlineData("filter[from]=yesterday")]
    [InlineData("filter[to]=2026-02-30")]
    [InlineData("filter[search]=a b c d e f g h i j k l m n o p q r s t u")]
    [InlineData("filter[metadata.]=x")]
    [InlineData("filter[unknown]=x")]
    [InlineData("filter=x")]
    [InlineData("filter[recorderName]=a%00b")]
    public void An_invalid_parameter_is_named_in_the_error(string parameter)
    {
        var result = RecordingQueryReader.Read(QueryHelpers.ParseQuery(parameter));
        var error = Assert.Single(result.Error!.Value.Errors);
        Assert.Equal((422, parameter[..parameter.IndexOf('=', StringComparison.Ordinal)]), (result.Error.StatusCode, error.Source!.Parameter));
    }

    [Theory]
    [InlineData("sort=title&sort=duration", "sort")]
    [InlineData("page[number]=1&page[number]=2", "page[number]")]
    [InlineData("filter[recorderName]=a&filter[recorderName]=b", "filter[recorderName]")]
    public void A_repeated_parameter_is_rejected(string parameters, string name)
    {
        var result = RecordingQueryReader.Read(QueryHelpers.ParseQuery(parameters));
        Assert.Equal(name, Assert.Single(result.Error!.Value.Errors).Source!.Parameter);
    }

    [Theory]
    [InlineData("page[size]=101", 100)]
    [InlineData("page[size]=99999999999999999999", 100)]
    [InlineData("page[size]=100", 100)]
    [InlineData("page[size]=1", 1)]
    public void A_page_size_above_the_maximum_is_the_maximum(string parameter, int size) => Assert.Equal(size, Read(parameter).Page.Size);

    [Fact]
    public void Unrelated_parameters_are_ignored() => Assert.Equal(RecordingSort.Default, Read("utm_source=x&_=1").Sort);

    [Fact]
    public void A_name_is_matched_literally()
    {
        var rendered = Render(Read("filter[recorderName]=" + Uri.EscapeDataString("A.*(\\")));
        Assert.Equal("a\\.\\*\\(\\\\", rendered["recorderNameFolded"].AsBsonRegularExpression.Pattern);
    }

    [Fact]
    public void Archived_recordings_have_their_own_shelf() =>
        Assert.Equal(BsonDocument.Parse("""{shelf:"archive"}"""), Render(Read("filter[status]=archived")));

    [Fact]
    public void A_date_without_a_time_is_the_whole_day()
    {
        var query = Read("filter[from]=2026-01-31&filter[to]=2026-01-31");
        Assert.Equal(new DateTimeOffset(2026, 1, 31, 0, 0, 0, TimeSpan.Zero), query.From);
        Assert.Equal(new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero), query.Before);
    }

    [Theory]
    [InlineData("createdAt", "{createdAt:1,_id:1}")]
    [InlineData("-duration", "{duration:-1,_id:-1}")]
    [InlineData("title", "{titleFolded:1,_id:1}")]
    [InlineData("-recorderName", "{recorderNameFolded:-1,_id:-1}")]
    [InlineData("fileBytes", "{fileBytes:1,_id:1}")]
    public void The_id_breaks_ties_in_every_order(string sort, string expected) =>
        Assert.Equal(BsonDocument.Parse(expected), Read("sort=" + sort).ToSort().Render(Arguments()));

    private static RecordingQuery Read(string parameters)
    {
        var result = RecordingQueryReader.Read(QueryHelpers.ParseQuery(parameters));
        Assert.Null(result.Error);
        return result.Value!;
    }

    private static BsonDocument Render(RecordingQuery query) => query.ToFilter().Render(Arguments());

    private static RenderArgs<Recording> Arguments() => new(BsonSerializer.LookupSerializer<Recording>(), BsonSerializer.SerializerRegistry);
}
