using Kubrick.Contracts.Recordings;
using MongoDB.Bson;

namespace Kubrick.Recordings.Documents;

/// <summary>The id of a recording as the id of its document.</summary>
internal static class RecordingIdExtensions
{
    public static ObjectId ToObjectId(this RecordingId id) => ObjectId.Parse(id.Value);
}
