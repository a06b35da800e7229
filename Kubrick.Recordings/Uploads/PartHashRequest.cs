using System.Text.Json;
using Kubrick.Contracts.Recordings;
using Kubrick.Contracts.Uploads;
using Kubrick.Recordings.Documents;
using Kubrick.ServiceDefaults.Requests;

namespace Kubrick.Recordings.Uploads;

/// <summary>Reads the hashes of parts from a body of the internal API.</summary>
internal static class PartHashRequest
{
    private const string Name = "partHashes";
    private const int MaxDigits = ((PartHashes.MaxParts * 32 / 3) + 2) * 4;

    /// <summary>The hashes; null where they are absent or wrong. There must be as many as the file has parts.</summary>
    /// <param name="completion">The body with the file's size, which collects the errors.</param>
    public static PartHashes? Read(FieldReader completion)
    {
        if (!completion.Has(Name) || completion.IsNull(Name))
        {
            return null;
        }

        var before = completion.Errors.Count;
        var fields = completion.Object(Name);
        var algorithm = fields.Choice("algorithm", [PartHashes.Sha256, PartHashes.Md5]) ?? "";
        var source = fields.Choice("source", HashSources.All) ?? "";
        var partBytes = fields.Integer("partBytes", 1, long.MaxValue) ?? 0;
        var digests = fields.String("digests", MaxDigits) ?? "";
        if (completion.Errors.Count > before)
        {
            return null;
        }

        var fileBytes = completion.Value("fileBytes") is { ValueKind: JsonValueKind.Number } size && size.TryGetInt64(out var number) ? number : 0;
        var hashes = new PartHashes(algorithm, source, partBytes, digests);
        if (source.Length == 0 || !PartHashFacts.IsComplete(hashes, fileBytes))
        {
            completion.Add(Name, $"'{Name}' must have an algorithm, a source, a part size, and one hash for each part of the file.");
            return null;
        }

        return hashes;
    }
}
