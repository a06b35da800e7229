using Kubrick.Recordings.Documents;
using MongoDB.Bson;

namespace Kubrick.Recordings.Listing;

/// <summary>A place in an order. It stays the same, whatever becomes of the recording that was there.</summary>
/// <param name="Value">The value that the order sorts by.</param>
/// <param name="Id">The id, which breaks ties.</param>
internal sealed record PlaceInOrder(BsonValue Value, ObjectId Id)
{
    /// <summary>The place of a recording; null where no scan can start from it.</summary>
    public static PlaceInOrder? Of(Recording recording, RecordingSort sort) => sort.ValueOf(recording) is { } value ? new PlaceInOrder(value, recording.Id) : null;
}
