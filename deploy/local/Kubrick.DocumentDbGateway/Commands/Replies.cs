using Kubrick.DocumentDbGateway.Errors;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;

namespace Kubrick.DocumentDbGateway.Commands;

/// <summary>Replies in the form that drivers expect.</summary>
internal static class Replies
{
    /// <summary><c>{ok: 1}</c>.</summary>
    public static byte[] Ok() => Ok([]);

    /// <summary>The document with <c>ok: 1</c>.</summary>
    public static byte[] Ok(BsonDocument document)
    {
        document["ok"] = 1.0;
        return document.ToBson();
    }

    /// <summary>The error in MongoDB's form.</summary>
    public static byte[] Failure(MongoException failure)
    {
        var reply = new BsonDocument
        {
            { "ok", 0.0 },
            { "errmsg", Message(failure.Code, failure.Message) },
            { "code", (int)failure.Code },
            { "codeName", SqlStateErrors.Name(failure.Code) },
        };
        if (failure.Label is { } label)
        {
            reply["errorLabels"] = new BsonArray { label };
        }

        return reply.ToBson();
    }

    /// <summary>Maps the errors of single statements to MongoDB's codes, so that drivers recognise a duplicate key.</summary>
    public static byte[] WithMappedWriteErrors(byte[] reply)
    {
        var document = BsonSerializer.Deserialize<BsonDocument>(reply);
        if (document.TryGetValue("writeErrors", out var errors))
        {
            foreach (var error in errors.AsBsonArray.Cast<BsonDocument>())
            {
                var code = SqlStateErrors.CodeOfPacked(error["code"].ToInt32());
                error["code"] = (int)code;
                error["errmsg"] = Message(code, error["errmsg"].AsString);
            }
        }

        return document.ToBson();
    }

    /// <summary>Unwraps <c>{raw: {shard: {…}}, ok}</c>, the reply of createIndexes and dropIndexes: drivers expect the inner document.</summary>
    public static byte[] Unwrapped(byte[] reply)
    {
        var document = BsonSerializer.Deserialize<BsonDocument>(reply);
        if (document.TryGetValue("raw", out var raw) && raw is BsonDocument { ElementCount: 1 } shards && shards[0] is BsonDocument inner)
        {
            document = inner;
        }

        if (document.TryGetValue("code", out var packed))
        {
            var code = SqlStateErrors.CodeOfPacked(packed.ToInt32());
            document["code"] = (int)code;
            document["codeName"] = SqlStateErrors.Name(code);
            if (document.TryGetValue("errmsg", out var message))
            {
                document["errmsg"] = Message(code, message.AsString);
            }
        }

        return document.ToBson();
    }

    // Applications search for MongoDB's prefix.
    private static string Message(MongoErrorCode code, string message) =>
        code == MongoErrorCode.DuplicateKey && !message.StartsWith("E11000", StringComparison.Ordinal) ? "E11000 duplicate key error: " + message : message;
}
