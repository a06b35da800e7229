using Kubrick.Contracts;
using Kubrick.Storage;
using Kubrick.Uploads.Sessions;
using Kubrick.Uploads.State;

namespace Kubrick.Uploads;

/// <summary>Registers the services of this project.</summary>
internal static class UploadsRegistration
{
    /// <summary>For all attempts of a call to Recordings together: a person waits for the answer, and Recordings restarts faster.</summary>
    private static readonly TimeSpan RecordingsTimeout = TimeSpan.FromSeconds(10);

    public static IServiceCollection AddUploads(this IServiceCollection services)
    {
        services.AddHttpClient<UploadStateClient>(http =>
        {
            http.BaseAddress = new Uri($"http://{ResourceNames.Recordings}");
            http.Timeout = RecordingsTimeout;
            http.MaxResponseContentBufferSize = UploadStateClient.LargestResponse;
        });
        services.AddSingleton<IUploadOwner, UploadOwner>();
        return services.AddTransient<ChunkedInitiation>().AddTransient<ChunkedCompletion>().AddTransient<HeaderCheck>();
    }
}
