using Kubrick.ServiceDefaults.Errors;
using Kubrick.ServiceDefaults.Requests;
using Kubrick.ServiceDefaults.Settings;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Kubrick.Recordings.Features;

/// <summary>The features of this installation.</summary>
internal static class FeatureEndpoints
{
    public static void MapFeatures(this IEndpointRouteBuilder app) => app.MapRead("/api/features", Get).AsJsonApi().WithTags("Features");

    private static JsonHttpResult<FeaturesDocument> Get(IOptions<LiveStreamingOptions> liveStreaming) =>
        TypedResults.Json(
            new FeaturesDocument(new FeaturesResource("features", new FeatureAttributes(liveStreaming.Value.Enabled))),
            contentType: ApiErrorResult.ContentType);

    internal sealed record FeaturesDocument(FeaturesResource Data);

    internal sealed record FeaturesResource(string Type, FeatureAttributes Attributes);

    internal sealed record FeatureAttributes(bool LiveStreaming);
}
