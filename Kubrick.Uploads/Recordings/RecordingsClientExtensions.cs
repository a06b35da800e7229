using Kubrick.Contracts;

namespace Kubrick.Uploads.Recordings;

/// <summary>Adds the client of Recordings' internal API.</summary>
internal static class RecordingsClientExtensions
{
    /// <summary>All tries together: a person waits for the answer, and Recordings restarts faster than this.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static IServiceCollection AddRecordingsClient(this IServiceCollection services)
    {
        services.AddHttpClient<RecordingsClient>(http =>
        {
            http.BaseAddress = new Uri($"http://{ResourceNames.Recordings}");
            http.Timeout = Patience;
            http.MaxResponseContentBufferSize = RecordingsClient.LargestAnswer;
        });
        return services;
    }
}
