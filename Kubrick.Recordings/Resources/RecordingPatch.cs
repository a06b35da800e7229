using Kubrick.Contracts.Recordings;
using Kubrick.Recordings.Documents;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Requests;
using MongoDB.Bson;

namespace Kubrick.Recordings.Resources;

/// <summary>
/// The changes of a PATCH. Only the title, the description, the status, the metadata and the legal hold can change; other attributes are ignored, because clients send back
/// the whole resource.
/// </summary>
internal sealed class RecordingPatch
{
    private const string StatusPointer = "/data/attributes/status";

    private string? title;
    private (string? Value, bool IsGiven) description;
    private (BsonDocument? Value, bool IsGiven) metadata;
    private RecordingStatus? status;
    private bool? legalHold;

    /// <summary>Reads the patch; <paramref name="attributes"/> collects the errors.</summary>
    public static RecordingPatch Read(FieldReader attributes)
    {
        var before = attributes.Errors.Count;
        var patch = new RecordingPatch
        {
            title = RecordingFields.Title(attributes),
            description = (RecordingFields.Description(attributes), attributes.Has("description")),
            metadata = (RecordingFields.Metadata(attributes), attributes.Has("metadata")),
            status = RecordingFields.Status(attributes),
            legalHold = RecordingFields.LegalHold(attributes),
        };
        if (attributes.Errors.Count > before)
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

    /// <summary>The changed recording; 422 where the transition of the status is not allowed.</summary>
    public Result<Recording> Apply(Recording recording, DateTimeOffset now)
    {
        var changed = recording with
        {
            Title = title ?? recording.Title,
            Description = description.IsGiven ? description.Value : recording.Description,
            Metadata = metadata.IsGiven ? metadata.Value : recording.Metadata,
            LegalHold = legalHold ?? recording.LegalHold,
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
