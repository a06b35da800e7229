using Kubrick.Contracts.Recordings;
using Kubrick.Recordings.Documents;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Requests;
using MongoDB.Bson;

namespace Kubrick.Recordings.Resources;

/// <summary>
/// What a PATCH changes. Only the title, the description, the status and the free map can change; other attributes that it carries
/// stay as they are, for clients send back the whole resource.
/// </summary>
internal sealed class RecordingPatch
{
    private const string StatusPointer = "/data/attributes/status";

    private string? title;
    private (string? Value, bool IsGiven) description;
    private (BsonDocument? Value, bool IsGiven) metadata;
    private RecordingStatus? status;

    /// <summary>Reads the patch; its faults are in <paramref name="attributes"/> afterwards.</summary>
    public static RecordingPatch Read(FieldReader attributes)
    {
        var faults = attributes.Errors.Count;
        var patch = new RecordingPatch
        {
            title = RecordingFields.Title(attributes),
            description = (RecordingFields.Description(attributes), attributes.Has("description")),
            metadata = (RecordingFields.Metadata(attributes), attributes.Has("metadata")),
            status = RecordingFields.Status(attributes),
        };
        if (attributes.Errors.Count > faults)
        {
            return patch;
        }

        if (attributes.Has("title") && patch.title is null)
        {
            attributes.Add("title", "'title' cannot be empty.");
        }

        if (attributes.IsNull("status"))
        {
            attributes.Add("status", "'status' cannot be empty.");
        }

        return patch;
    }

    /// <summary>The changed recording, or 422 where the status may not change so.</summary>
    public Decision Apply(Recording recording, DateTimeOffset now)
    {
        var changed = recording with
        {
            Title = title ?? recording.Title,
            Description = description.IsGiven ? description.Value : recording.Description,
            Metadata = metadata.IsGiven ? metadata.Value : recording.Metadata,
        };
        if (changed.Title != recording.Title)
        {
            changed = changed.Raise(new RecordingRenamed(recording.Id.ToString(), changed.Title, now), now);
        }

        if (status is not { } wanted)
        {
            return changed;
        }

        return StatusTransitions.Refuse(recording, wanted, Actor.Client) is { } reason
            ? ApiErrors.Validation(StatusPointer, reason)
            : changed.MoveTo(wanted, Actor.Client, now);
    }
}
