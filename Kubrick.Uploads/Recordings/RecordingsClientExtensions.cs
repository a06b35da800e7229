using Kubrick.Contracts;

namespace Kubrick.Uploads.Recordings;

/// <summary>Adds the client of Recordings' internal API.</summary>
internal static class RecordingsClientExtensions
{
    public static IServiceCollection AddRecordingsClient(this IServiceCollection services)
    {
        services.AddHttpClient<RecordingsClient>(http =>
        {
            http.BaseAddress = new Uri($"http://{ResourceNames.Recordings}");
            http.MaxResponseContentBufferSize = RecordingsClient.LargestAnswer;
        });
        return services;
    }
}
