using System.Globalization;
using Kubrick.Contracts.Recordings;
using Kubrick.Manifests.Signing;
using Kubrick.Recordings.Database;
using Kubrick.Recordings.Documents;
using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Kubrick.Recordings.Manifests;

/// <summary>Signed manifests of recordings, and the keys that verify them.</summary>
internal static class ManifestEndpoints
{
    public static void MapManifests(this IEndpointRouteBuilder app)
    {
        app.MapRead("/api/recordings/{id}/manifest", Get).WithTags("Manifests");
        app.MapRead("/api/manifest-keys", Keys).WithTags("Manifests");
    }

    private static async Task<Results<FileContentHttpResult, ApiErrorResult>> Get(
        RouteId<RecordingId> route, HttpContext context, RecordingStore store, PartHashStore partHashes, ManifestKeys keys, CancellationToken cancellationToken)
    {
        var id = route.Id.ToObjectId();
        if (await store.FindAsync(id, cancellationToken) is not { } recording)
        {
            return RecordingStore.NotFound(id);
        }

        if (ManifestFacts.Of(recording) is not { } facts)
        {
            return ApiErrors.Conflict("Nothing of this recording is stored yet; its manifest exists when its upload or its stream is complete.");
        }

        var digests = recording.PartHashes is { } hashes ? await partHashes.FindAsync(id, hashes, cancellationToken) : null;
        var key = await keys.SigningKeyAsync(cancellationToken);
        var signed = SignedManifest.Sign(ManifestBuilder.Build(facts with { PartDigests = digests }, store.Now()), key);
        context.Response.Headers.CacheControl = "private, no-cache";
        return TypedResults.Bytes(signed, SignedManifest.ContentType, $"{id}.manifest.json", entityTag: TagOf(recording, key.PublicKey));
    }

    private static async Task<JsonHttpResult<JsonWebKeySet>> Keys(HttpContext context, ManifestKeys keys, CancellationToken cancellationToken)
    {
        var published = await keys.PublishedAsync(cancellationToken);
        context.Response.Headers.CacheControl = "public, max-age=300";
        return TypedResults.Json(published, contentType: JsonWebKeySet.ContentType);
    }

    // Weak: two signatures of the same statement differ.
    private static EntityTagHeaderValue TagOf(Recording recording, PublicKey key) =>
        new(string.Create(CultureInfo.InvariantCulture, $"\"{recording.Version}-{key.Thumbprint}\""), isWeak: true);
}
