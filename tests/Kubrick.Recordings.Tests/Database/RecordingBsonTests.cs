using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using Kubrick.Recordings.Tests.Hosting;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;

namespace Kubrick.Recordings.Tests.Database;

public sealed class RecordingBsonTests
{
    public RecordingBsonTests() => RecordingBson.EnsureRegistered();

    [Fact]
    public void A_document_has_the_names_and_types_of_the_contract()
    {
        var document = (Sample.Recording(RecordingStatus.Archived, RecordingStatus.Ready) with { Title = "ÄB" }).ToBsonDocument();
        Assert.Equal("archived", document["status"]);
        Assert.Equal("archive", document["shelf"]);
        Assert.Equal("äb", document["titleFolded"]);
        Assert.Equal("video", document["playbackFormat"]);
        Assert.Equal(BsonType.DateTime, document["createdAt"].BsonType);
        Assert.Equal(BsonType.ObjectId, document["_id"].BsonType);
        Assert.False(document.Contains("description"));
    }

    [Fact]
    public void A_document_with_unknown_fields_is_read_unchanged()
    {
        var recording = Sample.Recording().MoveTo(RecordingStatus.Ready, Actor.System, Sample.Noon);
        var document = recording.ToBsonDocument().Add("later", new BsonDocument("x", 1));
        var back = BsonSerializer.Deserialize<Recording>(document);
        Assert.Equal(recording.ToBsonDocument(), back.ToBsonDocument());
    }

    [Fact]
    public void An_update_names_only_the_changed_fields()
    {
        var before = Sample.Recording() with { Description = "old" };
        var update = RecordingUpdate.Between(before, before with { Title = "New", Description = null }, Sample.Noon);
        var rendered = update!.Render(new(BsonSerializer.LookupSerializer<Recording>(), BsonSerializer.SerializerRegistry)).AsBsonDocument;
        Assert.Equal(["searchTerms", "searchText", "title", "titleFolded", "updatedAt"], rendered["$set"].AsBsonDocument.Names.Order());
        Assert.Equal(["description"], rendered["$unset"].AsBsonDocument.Names);
        Assert.Equal(1, rendered["$inc"]["version"].ToInt64());
        Assert.Null(RecordingUpdate.Between(before, before with { Title = before.Title }, Sample.Noon));
    }
}
