using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Kubrick.Recordings.Metadata;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Http;
using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Bson.Serialization;

namespace Kubrick.Recordings.Tests.Metadata;

public sealed class MetadataTests
{
    [Fact]
    public void Every_key_is_escaped_and_read_back_exactly() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<string>().Filter(key => key is not null),
        key =>
        {
            foreach (var hostile in new[] { key, "$" + key, key + ".%2E" + key, key + "\0" })
            {
                var escaped = MetadataKeys.Escape(hostile);
                Assert.DoesNotContain(escaped, character => character is '.' or '$' or '\0');
                Assert.Equal(hostile, MetadataKeys.Unescape(escaped));
            }
        }));

    [Fact]
    public void Different_keys_are_stored_under_different_names() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<string>().Filter(key => key is not null),
        ArbMap.Default.ArbFor<string>().Filter(key => key is not null),
        (one, other) => (one == other) == (MetadataKeys.Escape(one) == MetadataKeys.Escape(other))));

    [Theory]
    [InlineData("0")]
    [InlineData("-0.0")]
    [InlineData("9223372036854775807")]
    [InlineData("-9223372036854775808")]
    [InlineData("18446744073709551616")]
    [InlineData("0.1")]
    [InlineData("1e3")]
    [InlineData("1.7976931348623157e308")]
    [InlineData("5e-324")]
    [InlineData("1e999")]
    [InlineData("1E-999")]
    [InlineData("3.141592653589793238462643383279502")]
    [InlineData("1.10")]
    public void A_number_is_read_back_exactly(string number)
    {
        var back = RoundTrip($$"""{"n":{{number}}}""")["n"]!.ToJsonString();
        Assert.Equal(ExactNumber.Canonical(number), ExactNumber.Canonical(back));
    }

    [Theory]
    [InlineData("1e7000")]
    [InlineData("1e99999999999999999999")]
    [InlineData("3.1415926535897932384626433832795028841971")]
    [InlineData("-1e-99999999")]
    public void A_number_without_an_exact_representation_is_rejected(string number) => Refused($$"""{"n":{{number}}}""");

    [Fact]
    public void Every_double_and_every_long_is_read_back() => Check.QuickThrowOnFailure(Prop.ForAll<double, long>((real, whole) =>
    {
        if (!double.IsFinite(real))
        {
            return;
        }

        var back = RoundTrip(string.Create(CultureInfo.InvariantCulture, $$"""{"r":{{real:R}},"w":{{whole}}}"""));
        Assert.Equal(real, back["r"]!.GetValue<double>());
        Assert.Equal(whole, back["w"]!.GetValue<long>());
    }));

    [Theory]
    [InlineData("""{"$where":"sleep(1000)","a.b.c":{"$gt":""},"":1,"_id":"x","__proto__":{}}""")]
    [InlineData("""{"nul\u0000key":"nul\u0000value","emoji😀":"😀","nested":[[{"a.b":[null,true,false]}]]}""")]
    [InlineData("""{"%2E":1,".":2,"%":3,"%25":4,"$":5,"%24":6}""")]
    public void A_hostile_map_is_read_back_exactly(string map) => Assert.True(JsonNode.DeepEquals(JsonNode.Parse(map), RoundTrip(map)));

    [Theory]
    [InlineData("""[1]""")]
    [InlineData("\"text\"")]
    [InlineData("""{"lone":"\ud800"}""")]
    [InlineData("""{"1":{"2":{"3":{"4":{"5":{"6":{"7":{"8":{}}}}}}}}}""")]
    [InlineData("""{"1":[[[[[[[[]]]]]]]]}""")]
    public void A_map_beyond_the_limits_is_rejected(string map) => Refused(map);

    [Fact]
    public void Too_many_keys_too_many_bytes_and_long_keys_are_rejected()
    {
        Refused(Keys(101));
        Refused(Keys(10_000));
        Refused($$"""{"deep":{{Keys(1000)}}}""");
        Refused($$"""{"{{new string('k', 257)}}":1}""");
        Refused($$"""{"big":"{{new string('x', 64 * 1024)}}"}""");
        Assert.NotNull(Read(Keys(100)).Map);
    }

    [Fact]
    public void Terms_distinguish_keys_and_values()
    {
        Assert.NotEqual(MetadataTerm.Of("ab", "c"), MetadataTerm.Of("a", "bc"));
        Assert.Equal(
            [MetadataTerm.Of("a.b", "x"), MetadataTerm.Of("n", "5"), MetadataTerm.Of("t", "true"), MetadataTerm.Of("list", "1")],
            MetadataTerm.AllOf(Read("""{"a.b":"x","n":5,"t":true,"list":[1,1,{"x":2}],"map":{}}""").Map));
    }

    private static string Keys(int count) => $"{{{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"k{i}\":{i}"))}}}";

    private static void Refused(string map)
    {
        var (stored, errors) = Read(map);
        Assert.Null(stored);
        Assert.Equal("/data/attributes/metadata", Assert.Single(errors).Source.Pointer);
    }

    // Through BSON bytes, as in the database.
    private static JsonNode RoundTrip(string map)
    {
        var (stored, errors) = Read(map);
        Assert.Empty(errors);
        var bytes = stored.ToBson(writerSettings: new BsonBinaryWriterSettings { MaxSerializationDepth = 100 });
        return JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(new MetadataMap(BsonSerializer.Deserialize<BsonDocument>(bytes))))!;
    }

    private static (BsonDocument? Map, IReadOnlyList<FieldError> Errors) Read(string map)
    {
        var context = new DefaultHttpContext();
        context.Request.ContentType = "application/json";
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes($$$$"""{"data":{"attributes":{"metadata":{{{{map}}}}}}}"""));
        var body = JsonBody.BindAsync(context, null!).AsTask().GetAwaiter().GetResult()!;
        var attributes = body.Fields().Object("data").Object("attributes");
        return (MetadataReader.Read(attributes, "metadata"), attributes.Errors);
    }
}
